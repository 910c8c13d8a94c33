from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('conversations', '0019_happenings_of_retention'),
    ]

    operations = [
        migrations.AddField(
            model_name='conversation',
            name='language',
            field=models.CharField(blank=True, db_default='', default='', editable=False, max_length=20),
        ),
    ]
