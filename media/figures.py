"""What analytics counts in the tables of media: statements that return (part, value, people)."""

FEATURES = """
SELECT CASE kind WHEN 'text' THEN 'file' ELSE kind END, count(*), count(DISTINCT owner_id) FROM media_attachment
WHERE created_at >= %(since)s AND created_at < %(until)s AND message_seq IS NOT NULL GROUP BY 1
"""
#: Files that were refused after their upload.
REFUSED = """
SELECT 'file: ' || replace(reason, '_', ' '), count(*), count(DISTINCT owner_id) FROM media_attachment
WHERE created_at >= %(since)s AND created_at < %(until)s AND state = 'rejected' GROUP BY 1
"""
#: Bytes that several files share are counted once.
STORED = """
SELECT '', COALESCE(sum(size), 0), NULL::int FROM (
    SELECT max(size) AS size FROM media_attachment WHERE state <> 'rejected' GROUP BY key
) kept
"""
