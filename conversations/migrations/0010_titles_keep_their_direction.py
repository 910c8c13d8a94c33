"""Take the marks that turn the direction of writing out of titles and topics. New ones are stored without."""

from django.db import migrations

#: As in conversations/texts.py when this was written.
TURNING = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
CLEAN = """
    UPDATE conversations_conversation SET
        title = CASE WHEN title = '' THEN '' ELSE COALESCE(NULLIF(btrim(translate(title, %s, '')), ''), 'Untitled') END,
        topic = btrim(translate(topic, %s, '')),
        rev = rev + 1, changed_rev = rev + 1
    WHERE title <> translate(title, %s, '') OR topic <> translate(topic, %s, '')
"""


class Migration(migrations.Migration):

    dependencies = [
        ('conversations', '0009_happenings'),
    ]

    operations = [
        migrations.RunSQL([(CLEAN, [TURNING] * 4)], migrations.RunSQL.noop),
    ]
