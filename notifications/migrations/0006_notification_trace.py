from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notifications", "0005_reason_texts")]

    operations = [
        migrations.AddField(
            model_name="notification",
            name="trace",
            field=models.CharField(blank=True, db_default="", default="", max_length=49),
        ),
    ]
