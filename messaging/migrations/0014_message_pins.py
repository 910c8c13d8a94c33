from django.db import migrations, models

from chatproject.database.migrations import AddIndexOnline


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('messaging', '0013_message_pinned'),
    ]

    operations = [
        AddIndexOnline(
            model_name='message',
            index=models.Index(condition=models.Q(('pinned_at__isnull', False)), fields=['conversation', 'pinned_at'], name='message_pins'),
        ),
    ]
