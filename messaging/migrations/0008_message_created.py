from django.contrib.postgres.indexes import BrinIndex
from django.db import migrations

from chatproject.database.migrations import AddIndexOnline


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('messaging', '0007_outbox_entry_trace'),
    ]

    operations = [
        AddIndexOnline(
            model_name='message',
            index=BrinIndex(fields=['created_at'], name='message_created'),
        ),
    ]
