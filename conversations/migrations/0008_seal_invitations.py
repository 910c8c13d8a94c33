import hashlib

from django.db import migrations, models

from chatproject import vault

#: These two as in conversations/models/invitation.py when this was written.
PURPOSE = "invitations"


def digest_of(token):
    return hashlib.sha256(token.encode()).hexdigest()


def seal(apps, schema_editor):
    """Tokens were stored in clear. Links that are out there go on working."""
    for row in apps.get_model("conversations", "Invitation").objects.filter(digest=None).iterator():
        row.digest, row.sealed_token = digest_of(row.token), vault.seal(PURPOSE, row.token)
        row.token = None
        row.save(update_fields=["digest", "sealed_token", "token"])


def unseal(apps, schema_editor):
    for row in apps.get_model("conversations", "Invitation").objects.filter(token=None).iterator():
        row.token = vault.unseal(PURPOSE, row.sealed_token)
        row.digest = None
        row.save(update_fields=["digest", "token"])


class Migration(migrations.Migration):
    """The column `token` stays, empty, because older code reads it while hosts are updated one after the other."""

    dependencies = [("conversations", "0007_membership_private_changes")]

    operations = [
        migrations.AddField("invitation", "digest", models.CharField(editable=False, max_length=64, null=True, unique=True)),
        migrations.AddField("invitation", "sealed_token", models.TextField(db_default="", default="", editable=False)),
        migrations.AlterField("invitation", "token", models.CharField(max_length=32, null=True, unique=True)),
        migrations.RunPython(seal, unseal),
        migrations.SeparateDatabaseAndState(state_operations=[migrations.RemoveField("invitation", "token")]),
    ]
