from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0010_personal_mark'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='deactivated_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        # The column stays for processes of the version before, which still write it.
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.AlterField(
                    model_name='accountdeletion',
                    name='is_barred',
                    field=models.BooleanField(db_default=False, default=False),
                ),
            ],
            state_operations=[
                migrations.RemoveField(model_name='accountdeletion', name='is_barred'),
            ],
        ),
    ]
