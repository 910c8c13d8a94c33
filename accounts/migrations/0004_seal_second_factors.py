from django.db import migrations

from chatproject import vault

#: These two as in accounts/second_factor.py when this was written.
PURPOSE = "second-factor"
SECRETS = ("secret", "seed")


def _each(apps, change):
    for factor in apps.get_model("mfa", "Authenticator").objects.iterator(chunk_size=500):
        data = factor.data
        data |= {name: change(data[name]) for name in SECRETS if name in data}
        if "migrated_codes" in data:
            data["migrated_codes"] = [change(each) for each in data["migrated_codes"]]
        factor.save(update_fields=["data"])


def seal(apps, schema_editor):
    """Secrets of second factors were stored in clear."""
    _each(apps, lambda text: text if vault.is_sealed(text) else vault.seal(PURPOSE, text))


def unseal(apps, schema_editor):
    _each(apps, lambda text: vault.unseal(PURPOSE, text) if vault.is_sealed(text) else text)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_sign_up_and_email"), ("mfa", "0003_authenticator_type_uniq")]

    operations = [migrations.RunPython(seal, unseal)]
