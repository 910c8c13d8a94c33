from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("analytics", "0001_figures"),
    ]

    operations = [
        migrations.AddField(
            model_name="builtday",
            name="is_lowered",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
