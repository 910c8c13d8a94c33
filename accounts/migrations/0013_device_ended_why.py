from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0012_user_indexes'),
    ]

    operations = [
        migrations.AddField(
            model_name='device',
            name='ended_why',
            field=models.CharField(blank=True, db_default='', default='', editable=False, max_length=32),
        ),
    ]
