from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('messaging', '0015_search'),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchWatermark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('messages', models.BigIntegerField()),
                ('revisions', models.BigIntegerField()),
                ('next_messages', models.BigIntegerField()),
                ('next_revisions', models.BigIntegerField()),
                ('next_xid', models.BigIntegerField()),
            ],
        ),
        migrations.AddField(
            model_name='searchprogress',
            name='due_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='searchprogress',
            name='failures',
            field=models.SmallIntegerField(db_default=0, default=0),
        ),
    ]
