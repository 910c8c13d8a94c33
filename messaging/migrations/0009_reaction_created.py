from django.contrib.postgres.indexes import BrinIndex
from django.db import migrations

from chatproject.database.migrations import AddIndexOnline


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('messaging', '0008_message_created'),
    ]

    operations = [
        AddIndexOnline(
            model_name='reaction',
            index=BrinIndex(fields=['created_at'], name='reaction_created'),
        ),
    ]
