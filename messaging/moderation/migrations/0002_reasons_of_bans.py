from django.db import migrations, models

# Reasons were written for staff alone; the new ones are for the banned person.
_MOVE = "UPDATE moderation_ban SET note = reason, reason = ''"
_MOVE_BACK = "UPDATE moderation_ban SET reason = note WHERE reason = ''"

# Inactive accounts that nothing else keeps shut: staff deactivated them.
_MARK = """
UPDATE accounts_user u SET deactivated_at = now() WHERE NOT u.is_active
    AND NOT EXISTS (SELECT FROM accounts_waitingaccount w WHERE w.user_id = u.id)
    AND NOT EXISTS (SELECT FROM accounts_accountdeletion d WHERE d.user_id = u.id AND NOT d.is_barred)
    AND NOT EXISTS (SELECT FROM moderation_ban b WHERE b.user_id = u.id AND b.lifted_at IS NULL)
"""


class Migration(migrations.Migration):

    dependencies = [
        ('moderation', '0001_initial'),
        ('accounts', '0011_deactivated_at'),
    ]

    operations = [
        migrations.AddField(
            model_name='ban',
            name='note',
            field=models.CharField(blank=True, db_default='', help_text='For staff alone, here and in the audit trail.', max_length=500),
        ),
        migrations.AlterField(
            model_name='ban',
            name='reason',
            field=models.CharField(help_text='The banned person reads it when they sign in.', max_length=500),
        ),
        migrations.RunSQL(_MOVE, _MOVE_BACK),
        migrations.RunSQL(_MARK, migrations.RunSQL.noop),
    ]
