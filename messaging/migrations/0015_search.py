import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('conversations', '0017_retention'),
        ('messaging', '0014_message_pins'),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchEntry',
            fields=[
                ('message', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='messaging.message')),
                ('facets', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ('text', models.TextField()),
            ],
            options={
                'verbose_name_plural': 'search entries',
                'indexes': [django.contrib.postgres.indexes.GinIndex(models.F('facets'), django.contrib.postgres.indexes.OpClass(models.F('text'), 'gin_trgm_ops'), fastupdate=True, gin_pending_list_limit=2048, name='search_entry')],
            },
        ),
        migrations.CreateModel(
            name='SearchProgress',
            fields=[
                ('conversation', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='conversations.conversation')),
                ('rev', models.BigIntegerField()),
                ('left_seq', models.BigIntegerField()),
                ('language', models.CharField(db_default='', default='', max_length=20)),
                ('detected_seq', models.BigIntegerField(db_default=0, default=0)),
            ],
            options={
                'verbose_name_plural': 'search progress',
            },
        ),
    ]
