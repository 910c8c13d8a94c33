"""What analytics counts in the tables of messaging: statements that return (part, value, people).

They read from `since` to `until`. A deleted message counts on the day on which it was sent.
"""

from accounts import figures as accounts
from conversations import sql as conversations

SENT = """
SELECT '', count(*), count(DISTINCT sender_id) FROM messaging_message
WHERE created_at >= %(since)s AND created_at < %(until)s
"""
CONVERSING = """
SELECT '', count(DISTINCT conversation_id), count(DISTINCT sender_id) FROM messaging_message
WHERE created_at >= %(since)s AND created_at < %(until)s
"""
BY_KIND = f"""
SELECT c.kind, count(*), count(DISTINCT x.sender_id)
FROM messaging_message x JOIN {conversations.conversation("x.conversation_id")}
WHERE x.created_at >= %(since)s AND x.created_at < %(until)s GROUP BY 1
"""  # noqa: S608 (the names of our own columns)
FEATURES = """
SELECT 'reply', count(*), count(DISTINCT sender_id) FROM messaging_message
WHERE created_at >= %(since)s AND created_at < %(until)s AND reply_to IS NOT NULL
UNION ALL
SELECT 'reaction', count(*), count(DISTINCT user_id) FROM messaging_reaction
WHERE created_at >= %(since)s AND created_at < %(until)s
UNION ALL
SELECT 'edit', count(*), count(DISTINCT x.sender_id)
FROM messaging_revision r JOIN messaging_message x ON x.id = r.message_id
WHERE r.replaced_at >= %(since)s AND r.replaced_at < %(until)s
"""
#: Bounds the search for a reply in a conversation in which one person writes a lot.
_MOST_BEFORE_A_REPLY = 1_000
#: The seconds until another member replied to a message after a silence of eight hours, if it took a day at most.
FIRST_REPLY = f"""
SELECT p.part, p.value, o.people FROM (
    SELECT percentile_cont(ARRAY[0.5, 0.9])
           WITHIN GROUP (ORDER BY EXTRACT(EPOCH FROM r.created_at - x.created_at)::float8) AS shares,
           count(DISTINCT x.sender_id) AS people
    FROM messaging_message x
    CROSS JOIN LATERAL (
        SELECT y.created_at FROM messaging_message y
        WHERE y.conversation_id = x.conversation_id AND y.seq > x.seq AND y.seq <= x.seq + {_MOST_BEFORE_A_REPLY}
          AND y.sender_id <> x.sender_id
        ORDER BY y.seq LIMIT 1
    ) r
    WHERE x.created_at >= %(since)s AND x.created_at < %(until)s AND r.created_at <= x.created_at + interval '24 hours'
      AND NOT EXISTS (
          SELECT FROM messaging_message b
          WHERE b.conversation_id = x.conversation_id AND b.seq = x.seq - 1
            AND b.created_at > x.created_at - interval '8 hours'
      )
) o
CROSS JOIN LATERAL (VALUES ('half', o.shares[1]), ('most', o.shares[2])) p(part, value)
WHERE o.people > 0
"""  # noqa: S608 (a number)
#: People who sent a message or reacted used Parlance, whether or not their device reported it.
RECORD_WRITERS = accounts.record_those("""
    SELECT sender_id AS user_id FROM messaging_message WHERE created_at >= %(since)s AND created_at < %(until)s
    UNION
    SELECT user_id FROM messaging_reaction WHERE created_at >= %(since)s AND created_at < %(until)s
""")
