from django.contrib.postgres.indexes import BrinIndex
from django.db import migrations

from chatproject.database.migrations import SummarizeOnline


class Migration(migrations.Migration):
    dependencies = [
        ("messaging", "0010_revision_replaced"),
    ]

    operations = [
        SummarizeOnline("message", BrinIndex(fields=["created_at"], name="message_created")),
        SummarizeOnline("reaction", BrinIndex(fields=["created_at"], name="reaction_created")),
        SummarizeOnline("revision", BrinIndex(fields=["replaced_at"], name="revision_replaced")),
    ]
