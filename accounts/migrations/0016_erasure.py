from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0015_legal_holds'),
    ]

    operations = [
        migrations.AddField(
            model_name='accountdeletion',
            name='deletes_messages',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='accountdeletion',
            name='started_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='accountdeletion',
            name='erased_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='accountdeletion',
            name='recorded_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
    ]
