"""What analytics counts in the tables of conversations: statements that return (part, value, people)."""

STARTED = """
SELECT '', count(*), count(DISTINCT created_by_id) FROM conversations_conversation
WHERE created_at >= %(since)s AND created_at < %(until)s
"""
