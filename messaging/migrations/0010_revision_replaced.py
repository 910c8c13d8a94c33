from django.contrib.postgres.indexes import BrinIndex
from django.db import migrations

from chatproject.database.migrations import AddIndexOnline


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('messaging', '0009_reaction_created'),
    ]

    operations = [
        AddIndexOnline(
            model_name='revision',
            index=BrinIndex(fields=['replaced_at'], name='revision_replaced'),
        ),
    ]
