from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('accounts', '0006_me_rev'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='shown_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        AddIndexConcurrently(
            model_name='user',
            index=models.Index(condition=models.Q(('shown_at__isnull', False)), fields=['shown_at'], name='user_shown'),
        ),
    ]
