"""Take the marks that turn the direction of writing out of display names. New ones with any are refused."""

from django.db import migrations

TURNING = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
CLEAN = """
    UPDATE accounts_user SET display_name = btrim(translate(display_name, %s, '')), shown_at = statement_timestamp()
    WHERE display_name <> translate(display_name, %s, '')
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0008_account_deletion'),
    ]

    operations = [
        migrations.RunSQL([(CLEAN, [TURNING] * 2)], migrations.RunSQL.noop),
    ]
