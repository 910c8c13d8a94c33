"""What analytics counts in the tables of accounts: statements that return (part, value, people).

They read from `since` to `until`, or the days up to `day`.
"""

#: Users that no longer exist are omitted. In one order, so that two processes do not wait for each other.
RECORD = """
INSERT INTO accounts_activeday (user_id, day)
SELECT u.id, %s::date FROM accounts_user u WHERE u.id = ANY(%s::uuid[]) ORDER BY u.id
ON CONFLICT DO NOTHING RETURNING NULL
"""
#: When the first account was created.
FIRST_DAY = "SELECT min(date_joined) FROM accounts_user"
#: When the recording of active people began, as far as it is kept.
RECORDED_SINCE = "SELECT min(day) FROM accounts_activeday"

JOINED = """
SELECT '', count(*), count(*) FROM accounts_user WHERE date_joined >= %(since)s AND date_joined < %(until)s
"""
#: The weeks for which a cohort has its own row.
COHORTS = 12
#: People active within the week, by the week in which they joined.
RETAINED = f"""
SELECT CASE WHEN w.week > %(day)s::date - 7 * {COHORTS} THEN w.week::text ELSE 'earlier' END, count(*), count(*)
FROM (SELECT DISTINCT user_id FROM accounts_activeday WHERE day >= %(day)s::date AND day < %(day)s::date + 7) a
JOIN accounts_user u ON u.id = a.user_id
CROSS JOIN LATERAL (SELECT date_trunc('week', u.date_joined AT TIME ZONE %(zone)s)::date AS week) w
GROUP BY 1
"""  # noqa: S608 (a number)


def active(days: int) -> str:
    """Counts the people who were active within so many days, the last of which is `day`.

    Before the recording began, there is no number.
    """
    return f"""
SELECT '', count(DISTINCT user_id), count(DISTINCT user_id) FROM accounts_activeday
WHERE day > %(day)s::date - {days} AND day <= %(day)s::date
HAVING EXISTS (SELECT FROM accounts_activeday WHERE day <= %(day)s::date)
"""  # noqa: S608 (a number)


def record_those(people: str) -> str:
    """Records that the people with the ids `user_id` of this selection were active on `day`.

    Without those who were erased since: their messages may have stayed.
    """
    return f"""
INSERT INTO accounts_activeday (user_id, day) SELECT p.user_id, %(day)s::date FROM ({people}) p
WHERE NOT EXISTS (SELECT FROM accounts_accountdeletion d WHERE d.user_id = p.user_id AND d.erased_at IS NOT NULL)
ORDER BY 1 ON CONFLICT DO NOTHING
"""  # noqa: S608 (our own statement)
