from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("messaging", "0006_outbox_entry")]

    operations = [
        migrations.AddField(
            model_name="outboxentry",
            name="trace",
            field=models.CharField(db_default="", default="", max_length=49),
        ),
    ]
