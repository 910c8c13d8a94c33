from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('conversations', '0017_retention'),
    ]

    operations = [
        ValidateConstraint(
            model_name='conversation',
            name='conversations_conversation_keep_days_check',
        ),
    ]
