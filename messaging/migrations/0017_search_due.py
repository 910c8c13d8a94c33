from django.db import migrations, models

from chatproject.database.migrations import AddIndexOnline


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('messaging', '0016_search_waiting'),
    ]

    operations = [
        AddIndexOnline(
            model_name='searchprogress',
            index=models.Index(condition=models.Q(('due_at__isnull', False)), fields=['due_at'], name='search_due'),
        ),
    ]
