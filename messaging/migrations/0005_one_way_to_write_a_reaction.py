from django.db import migrations

from messaging.emoji import normal_emoji


def normalise(apps, schema_editor):
    """Join reactions that are one emoji written in two ways, and drop those that are no emoji or several."""
    reactions = apps.get_model("messaging", "Reaction").objects.using(schema_editor.connection.alias)
    for written in list(reactions.order_by().values_list("emoji", flat=True).distinct()):
        normal = normal_emoji(written)
        if normal == written:
            continue
        if normal is not None:
            twice = reactions.filter(emoji=normal).values("message_id", "user_id")
            for each in reactions.filter(emoji=written).iterator():
                if not twice.filter(message_id=each.message_id, user_id=each.user_id).exists():
                    reactions.filter(pk=each.pk).update(emoji=normal)
        reactions.filter(emoji=written).delete()


class Migration(migrations.Migration):
    dependencies = [("messaging", "0004_handover")]

    operations = [migrations.RunPython(normalise, migrations.RunPython.noop, elidable=True)]
