"""The statement that writes many messages, also with attachments and mentions, and returns a row for each draft."""

from conversations import sql as conversations
from conversations.blocking import HAS_BLOCKED
from conversations.floor import FLOOR, IS_RESTRICTED
from media import sql as media

# A draft's attachments are taken all or none: the sender's own, of the same conversation, without a message yet. All
# code that changes one of these locks its conversation first, as this did.
_WANTED = f"""
), wanted AS (
    SELECT * FROM unnest($7::bigint[], $8::uuid[], $9::smallint[]) AS t(ord, id, place)
), lacking AS (
    SELECT w.ord FROM wanted w
    JOIN allowed d ON d.ord = w.ord
    LEFT JOIN {media.attachment("w.id")} AND a.owner_id = d.sender_id AND a.conversation_id = d.conversation_id
        AND {media.IS_FREE}
    WHERE a.id IS NULL
), given AS (
    SELECT * FROM unnest($10::bigint[], $11::text[]) AS t(ord, mentions)
"""  # noqa: S608 (the names of our own columns)
_TAKEN = f"""
), taken AS (
    {media.attach("b.seq + f.n", "w.place")}
    FROM wanted w JOIN fresh f ON f.ord = w.ord JOIN numbered b ON b.id = f.conversation_id
    WHERE a.id = w.id
"""
_MENTIONED = """
), mentioned AS (
    INSERT INTO messaging_mention (message_id, conversation_id, seq, user_id)
    SELECT x.id, x.conversation_id, x.seq, p.user_id
    FROM unnest($12::bigint[], $13::uuid[]) AS p(ord, user_id)
    JOIN fresh f ON f.ord = p.ord JOIN numbered b ON b.id = f.conversation_id
    JOIN written x ON x.conversation_id = f.conversation_id AND x.seq = b.seq + f.n
"""
_FILES = f"""LEFT JOIN (
    SELECT w.ord, json_agg(json_build_array(w.place, {media.ATTACHMENT_FIELDS})) AS files
    FROM wanted w JOIN {media.attachment("w.id")} GROUP BY w.ord
) files ON files.ord = a.ord
"""  # noqa: S608

# A reply to what retention removed in the meantime is accepted: it refers to a message that is gone, as older ones
# do.
_IS_KNOWN = "(a.reply_to > a.floor OR a.reply_to BETWEEN 1 AND a.expired_seq)"
_SEND = f"""
WITH input AS (
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::bigint[], $6::text[])
    WITH ORDINALITY AS t(conversation_id, sender_id, client_id, body, reply_to, trace, ord)
), allowed AS (
    SELECT i.*, m.id AS membership_id, m.notified_seq > m.read_seq AS is_told,
           c.last_seq, {IS_RESTRICTED} AS is_restricted, c.closed_at IS NOT NULL AS is_closed,
           {HAS_BLOCKED.strip()} AS has_blocked,
           {FLOOR} AS floor, c.expired_seq
    FROM input i
    JOIN {conversations.membership("i.conversation_id", "i.sender_id")} AND m.left_at IS NULL
    JOIN {conversations.conversation("i.conversation_id")}
), repeated AS (
    SELECT a.ord, x.conversation_id, x.seq, x.rev, x.created_at
    FROM allowed a JOIN messaging_message x ON x.sender_id = a.sender_id AND x.client_id = a.client_id
    UNION ALL
    SELECT a.ord, x.conversation_id, x.seq, x.rev, x.created_at
    FROM allowed a JOIN messaging_expiredmessage x ON x.sender_id = a.sender_id AND x.client_id = a.client_id
{{wanted}}), fresh AS (
    SELECT a.*, row_number() OVER (PARTITION BY a.conversation_id ORDER BY a.ord) AS n
    FROM allowed a
    WHERE NOT EXISTS (SELECT 1 FROM repeated r WHERE r.ord = a.ord)
      AND a.body IS NOT NULL AND NOT a.is_closed AND NOT a.has_blocked
      AND (a.reply_to IS NULL OR a.reply_to <= a.last_seq AND {_IS_KNOWN}){{none_lacking}}
), counted AS (
    SELECT conversation_id, count(*) AS n FROM fresh GROUP BY conversation_id
), numbered AS ({conversations.NUMBER}), written AS (
    INSERT INTO messaging_message
        (conversation_id, seq, rev, sender_id, client_id, body, reply_to, created_at, has_attachments, mentions)
    SELECT f.conversation_id, b.seq + f.n, b.rev + f.n, f.sender_id, f.client_id, f.body, f.reply_to, b.at, {{has}},
           {{mentions}}
    FROM fresh f JOIN numbered b ON b.id = f.conversation_id
{{taken}}), reached AS (
    SELECT f.membership_id, f.conversation_id, f.sender_id, f.is_told, max(b.seq + f.n) AS seq, max(b.at) AS at
    FROM fresh f JOIN numbered b ON b.id = f.conversation_id GROUP BY 1, 2, 3, 4
), read AS (
    {conversations.raise_watermarks("s.seq", "s.seq", "s.at")}
    FROM reached s WHERE m.id = s.membership_id
), entries AS (
    INSERT INTO messaging_handover (kind, conversation_id, seq, user_id, trace)
    SELECT 'sent', f.conversation_id, b.seq + f.n, NULL::uuid, f.trace
    FROM fresh f JOIN numbered b ON b.id = f.conversation_id
    UNION ALL
    SELECT 'read', s.conversation_id, s.seq, s.sender_id, '' FROM reached s WHERE s.is_told
)
SELECT a.ord, a.is_restricted, r.ord IS NOT NULL, r.conversation_id,
       COALESCE(r.seq, b.seq + f.n), COALESCE(r.rev, b.rev + f.n), COALESCE(r.created_at, b.at),
       a.is_closed, a.has_blocked, {{files}}
FROM allowed a
LEFT JOIN repeated r ON r.ord = a.ord
LEFT JOIN fresh f ON f.ord = a.ord
LEFT JOIN numbered b ON b.id = f.conversation_id
{{joined}}ORDER BY a.ord
"""  # noqa: S608
SEND_PLAIN = _SEND.format(wanted="", none_lacking="", has="false", mentions="NULL", taken="", files="NULL", joined="")
SEND_RICH = _SEND.format(
    wanted=_WANTED.lstrip("\n"),
    none_lacking="\n      AND NOT EXISTS (SELECT 1 FROM lacking l WHERE l.ord = a.ord)",
    has="EXISTS (SELECT 1 FROM wanted w WHERE w.ord = f.ord)",
    mentions="(SELECT g.mentions FROM given g WHERE g.ord = f.ord)::jsonb",
    taken=f"    RETURNING id, conversation_id, seq\n{_TAKEN}{_MENTIONED}".replace("\n\n", "\n"),
    files="files.files",
    joined=_FILES,
)
