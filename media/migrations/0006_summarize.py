from django.contrib.postgres.indexes import BrinIndex
from django.db import migrations

from chatproject.database.migrations import SummarizeOnline


class Migration(migrations.Migration):
    dependencies = [
        ("media", "0005_attachment_created"),
    ]

    operations = [
        SummarizeOnline("attachment", BrinIndex(fields=["created_at"], name="attachment_created")),
    ]
