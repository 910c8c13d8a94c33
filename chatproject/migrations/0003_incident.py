from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("chatproject", "0002_exports")]

    operations = [
        migrations.CreateModel(
            name="Incident",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("part", models.CharField(max_length=100)),
                ("detail", models.CharField(max_length=300)),
                ("began_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["began_at"], name="incident_began_at")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("part",), name="incident_open_once"
                    )
                ],
            },
        ),
    ]
