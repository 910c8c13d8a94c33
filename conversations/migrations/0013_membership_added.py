from django.db import migrations, models

from chatproject.database.migrations import AddIndexOnline


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('conversations', '0012_left_by_oneself'),
    ]

    operations = [
        AddIndexOnline(
            model_name='membership',
            index=models.Index(condition=models.Q(('added_by__isnull', False)), fields=['added_by'], name='membership_added'),
        ),
    ]
