from django.db import migrations, models

from chatproject.database.migrations import AddIndexOnline


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('messaging', '0017_search_due'),
    ]

    operations = [
        AddIndexOnline(
            model_name='reaction',
            index=models.Index(fields=['user', 'id'], name='reaction_user'),
        ),
    ]
