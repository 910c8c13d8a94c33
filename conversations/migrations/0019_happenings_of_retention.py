from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('conversations', '0018_validate_keep_days'),
    ]

    operations = [
        migrations.AddField(
            model_name='happening',
            name='keep_days',
            field=models.SmallIntegerField(null=True),
        ),
        # In code alone: the column has no check of its words.
        migrations.AlterField(
            model_name='happening',
            name='kind',
            field=models.CharField(choices=[('joined', 'Joined'), ('added', 'Added'), ('left', 'Left'), ('removed', 'Removed'), ('renamed', 'Renamed'), ('closed', 'Closed'), ('reopened', 'Reopened'), ('kept', 'Kept')], max_length=8),
        ),
    ]
