"""What analytics counts in the tables of notifications: statements that return (part, value, people)."""


def waited(since: str, until: str) -> str:
    """Returns how long pushes took between two of their times, in seconds: half of them, and 95 of 100, at most."""
    return f"""
SELECT p.part, p.value, NULL::int FROM (
    SELECT percentile_cont(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY EXTRACT(EPOCH FROM {until} - {since})::float8)
           AS shares
    FROM notifications_notification
    WHERE created_at >= %(since)s AND created_at < %(until)s AND kind = 'message' AND registration_id IS NOT NULL
      AND {until} IS NOT NULL AND {since} IS NOT NULL
) n
CROSS JOIN LATERAL (VALUES ('half', n.shares[1]), ('most', n.shares[2])) p(part, value)
WHERE p.value IS NOT NULL
"""  # noqa: S608 (the names of our own columns)


RESULTS = """
SELECT state, count(*), count(DISTINCT user_id) FROM notifications_notification
WHERE created_at >= %(since)s AND created_at < %(until)s AND kind IN ('message', 'digest') AND state <> 'queued'
GROUP BY 1
"""
FAILED = """
SELECT 'notification: ' || replace(reason, '_', ' '), count(*), count(DISTINCT user_id) FROM notifications_notification
WHERE created_at >= %(since)s AND created_at < %(until)s AND kind IN ('message', 'digest') AND state = 'failed'
GROUP BY 1
"""
