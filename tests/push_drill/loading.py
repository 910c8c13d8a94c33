"""Thousands of members with a registration each, by SQL: through the API that would take longer than the drill."""

import psycopg

_LOAD = """
WITH people AS (
    INSERT INTO accounts_user (id, username, email, password, display_name, time_zone, locale, enter_sends,
        is_active, is_staff, is_superuser, date_joined)
    SELECT gen_random_uuid(), %(name)s::text || n, %(name)s::text || n || '@example.org', '!', '', 'UTC', 'en', true,
        true, false, false, now()
    FROM generate_series(1, %(count)s) n
    RETURNING id, username
), device AS (
    INSERT INTO accounts_device (id, user_id, kind, name, created_at, last_seen_at)
    SELECT gen_random_uuid(), id, 'browser', '', now(), now() FROM people
    RETURNING id, user_id
), member AS (
    INSERT INTO conversations_membership (conversation_id, user_id, role, rev, joined_at, joined_seq, delivered_seq,
        read_seq, receipt_at, notify)
    SELECT c.id, p.id, 'member', c.rev, now(), c.last_seq, c.last_seq, c.last_seq, now(), 'all'
    FROM conversations_conversation c, people p WHERE c.id = %(conversation)s
), counted AS (
    UPDATE conversations_conversation SET member_count = member_count + %(count)s WHERE id = %(conversation)s
)
INSERT INTO notifications_registration (id, user_id, device_id, channel, address, p256dh, auth, is_sandbox, is_enabled,
    created_at, confirmed_at, ended_why)
SELECT gen_random_uuid(), p.id, d.id, 'webpush', %(origin)s::text || '/' || p.username, %(p256dh)s, %(auth)s, false,
    true, now(), now(), ''
FROM people p JOIN device d ON d.user_id = p.id
"""


def load(database_url: str, conversation: str, count: int, *, name: str, origin: str, keys: dict[str, str]) -> None:
    """Adds `count` members who are notified of every message, each with a browser whose push service is at `origin`."""
    about = {"conversation": conversation, "count": count, "name": name, "origin": origin, **keys}
    with psycopg.connect(database_url, autocommit=True) as line:
        line.execute(_LOAD, about)
        # As autovacuum would have done by then.
        for table in ("accounts_user", "accounts_device", "conversations_membership", "notifications_registration"):
            line.execute(f"ANALYZE {table}")
