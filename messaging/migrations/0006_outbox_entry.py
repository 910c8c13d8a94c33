from django.db import migrations


def rename_permissions(apps, schema_editor):
    _rename(apps, schema_editor, "handover", "outboxentry", "outbox entry")


def restore_permissions(apps, schema_editor):
    _rename(apps, schema_editor, "outboxentry", "handover", "handover")


def _rename(apps, schema_editor, old, new, words):
    """Keeps the permissions that staff have: Django renames the content type only."""
    permissions = apps.get_model("auth", "Permission").objects.using(schema_editor.connection.alias)
    for action in ("add", "change", "delete", "view"):
        permissions.filter(content_type__app_label="messaging", codename=f"{action}_{old}").update(
            codename=f"{action}_{new}", name=f"Can {action} {words}"
        )


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("messaging", "0005_one_way_to_write_a_reaction"),
    ]

    # The table keeps its name: the version before still writes it. None of this sends SQL to it.
    operations = [
        migrations.AlterModelTable(name="handover", table="messaging_handover"),
        migrations.RenameModel(old_name="Handover", new_name="OutboxEntry"),
        migrations.AlterModelOptions(name="outboxentry", options={"verbose_name_plural": "outbox entries"}),
        migrations.RunPython(rename_permissions, restore_permissions, elidable=True),
    ]
