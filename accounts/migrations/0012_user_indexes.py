import django.db.models.functions.text
from django.db import migrations, models

from chatproject.database.migrations import AddIndexOnline


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('accounts', '0011_deactivated_at'),
    ]

    operations = [
        AddIndexOnline(
            model_name='user',
            index=models.Index(fields=['email'], name='user_email'),
        ),
        AddIndexOnline(
            model_name='user',
            index=models.Index(django.db.models.functions.text.Replace(django.db.models.functions.text.Lower(models.Func('username', models.Value('I10'), models.Value('llo'), function='TRANSLATE')), models.Value('rn'), models.Value('m')), name='user_username_shape'),
        ),
    ]
