"""SQL fragments for other apps' statements. The aliases are part of each fragment's interface.

`c` is a conversation, `m` a membership of it. The floor is in floor.py, what is unread in unread.py.
"""

#: Memberships with their conversations, including those of former members.
MEMBERSHIPS = "conversations_membership m JOIN conversations_conversation c ON c.id = m.conversation_id"
#: All conversations.
ALL = "conversations_conversation c"
#: Current members; the caller adds the condition on the conversation.
MEMBERS = "conversations_membership m WHERE m.left_at IS NULL"


def conversation(id: str) -> str:
    """Joins the conversation with this id."""
    return f"conversations_conversation c ON c.id = {id}"


def memberships(conversation: str) -> str:
    """Joins the memberships of a conversation, including those of former members."""
    return f"conversations_membership m ON m.conversation_id = {conversation}"


def membership(conversation: str, user: str) -> str:
    """Joins a user's membership of a conversation, whether they have left or not."""
    return f"{memberships(conversation)} AND m.user_id = {user}"


def has_company(user: str, viewer: str) -> str:
    """Whether the two users are in one conversation."""
    return f"""EXISTS (
            SELECT FROM conversations_membership theirs JOIN conversations_membership mine
            ON mine.conversation_id = theirs.conversation_id AND mine.user_id = {viewer} AND mine.left_at IS NULL
            WHERE theirs.user_id = {user} AND theirs.left_at IS NULL
        )"""


# For a batch of senders

#: Locks, in one order, those of the conversations $1 that any of the users $2 is in.
LOCK = """
SELECT c.id FROM conversations_conversation c
WHERE c.id = ANY($1) AND EXISTS (
    SELECT 1 FROM conversations_membership m
    WHERE m.conversation_id = c.id AND m.user_id = ANY($2) AND m.left_at IS NULL
)
ORDER BY c.id FOR NO KEY UPDATE
"""
#: Numbers `n` new messages in each locked conversation of `counted`. `seq` and `rev` are those before the first.
NUMBER = """
    UPDATE conversations_conversation c
    SET last_seq = c.last_seq + counted.n, rev = c.rev + counted.n, last_activity_at = clock_timestamp()
    FROM counted WHERE c.id = counted.conversation_id
    RETURNING c.id, c.last_seq - counted.n AS seq, c.rev - counted.n AS rev, c.last_activity_at AS at
"""

# For members


def raise_watermarks(delivered: str, read: str, at: str) -> str:
    """Updates the memberships that the caller's condition selects. Watermarks only rise."""
    return f"""UPDATE conversations_membership m
    SET delivered_seq = GREATEST(m.delivered_seq, {delivered}), read_seq = GREATEST(m.read_seq, {read}),
        receipt_at = {at}"""  # noqa: S608


#: Raises notified_seq of memberships (ids, seqs), and returns those that no other transaction had locked. A send locks
#: memberships in another order, so this never waits for a lock while it holds others.
RAISE_NOTIFIED = """
WITH free AS (
    SELECT m.id, i.seq FROM unnest(%s::bigint[], %s::bigint[]) AS i(id, seq)
    JOIN conversations_membership m ON m.id = i.id
    FOR NO KEY UPDATE OF m SKIP LOCKED
), raised AS (
    UPDATE conversations_membership m SET notified_seq = f.seq FROM free f WHERE m.id = f.id AND m.notified_seq < f.seq
)
SELECT id FROM free
"""
#: Takes seq, membership, seq; waits for its lock.
RAISE_NOTIFIED_OF_ONE = """
UPDATE conversations_membership SET notified_seq = %s WHERE id = %s AND notified_seq < %s RETURNING NULL
"""
