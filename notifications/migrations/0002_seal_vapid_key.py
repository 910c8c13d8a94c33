from django.db import migrations

from chatproject import vault

#: As in notifications/delivery/vapid.py when this was written.
PURPOSE = "vapid"


def seal(apps, schema_editor):
    """The key was stored in clear."""
    for row in apps.get_model("notifications", "VapidKey").objects.all():
        if not vault.is_sealed(row.private):
            row.private = vault.seal(PURPOSE, row.private)
            row.save(update_fields=["private"])


def unseal(apps, schema_editor):
    for row in apps.get_model("notifications", "VapidKey").objects.all():
        if vault.is_sealed(row.private):
            row.private = vault.unseal(PURPOSE, row.private)
            row.save(update_fields=["private"])


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_initial")]

    operations = [migrations.RunPython(seal, unseal)]
