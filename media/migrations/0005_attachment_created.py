from django.contrib.postgres.indexes import BrinIndex
from django.db import migrations

from chatproject.database.migrations import AddIndexOnline


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('media', '0004_twins'),
    ]

    operations = [
        AddIndexOnline(
            model_name='attachment',
            index=BrinIndex(fields=['created_at'], name='attachment_created'),
        ),
    ]
