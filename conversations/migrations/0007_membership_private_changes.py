from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('conversations', '0006_me_rev'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='membership',
            index=models.Index(condition=models.Q(('left_at__isnull', True), ('me_rev__gt', 0)), fields=['user', 'me_rev'], name='membership_private_changes'),
        ),
    ]
