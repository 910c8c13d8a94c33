from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('conversations', '0014_conversation_ban'),
    ]

    operations = [
        # In code alone: the column has no check of its words.
        migrations.AlterField(
            model_name='happening',
            name='kind',
            field=models.CharField(choices=[('joined', 'Joined'), ('added', 'Added'), ('left', 'Left'), ('removed', 'Removed'), ('renamed', 'Renamed'), ('closed', 'Closed'), ('reopened', 'Reopened')], max_length=8),
        ),
    ]
