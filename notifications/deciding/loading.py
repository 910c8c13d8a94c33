"""Loads the facts for decisions: a few statements for many messages and all members they may concern."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from accounts import sql as accounts
from chatproject.database.statements import fetch_all
from conversations import sql as conversations
from conversations.blocking import HAS_BLOCKED
from conversations.floor import FLOOR
from messaging import sql as messaging
from messaging.presence.reading import Seen, presence_of
from notifications.deciding.facts import MessageFacts, PersonFacts, PreferencesFacts, PresenceFacts, RegistrationFacts
from notifications.deciding.mentions import mentioned

_MESSAGES = f"""
SELECT x.conversation_id, x.seq, c.kind, x.sender_id, x.body, x.created_at, x.deleted_at IS NOT NULL, y.sender_id
FROM unnest(%s::uuid[], %s::bigint[]) AS i(conversation_id, seq)
JOIN {conversations.conversation("i.conversation_id")}
JOIN {messaging.message("x", "i.conversation_id", "i.seq")}
LEFT JOIN {messaging.message("y", "x.conversation_id", "x.reply_to")}
"""  # noqa: S608 (the names of our own columns)

_NEW = PreferencesFacts()

# Members who can be notified: by a device, or by email if none is due yet. Members whom only a mention would concern
# are included if the message may have one. A member without a row of preferences has the defaults.
_PEOPLE = f"""
SELECT m.id, m.conversation_id, m.user_id, u.username, {FLOOR},
       m.read_seq, m.notified_seq, m.notify, m.muted_until, u.time_zone, mail.after,
       p.user_id, p.notify, p.notify_channels, p.keywords, p.muted_until, p.quiet_from, p.quiet_until, p.quiet_days,
       p.first_only, {HAS_BLOCKED}, r.ids, r.devices, r.channels, r.enabled
FROM {{which}}
JOIN {accounts.user("u", "m.user_id")} AND u.is_active
LEFT JOIN notifications_preferences p ON p.user_id = m.user_id
LEFT JOIN LATERAL (
    SELECT CASE WHEN p.user_id IS NULL THEN {_NEW.email_after} ELSE p.email_after END AS after
    FROM {accounts.verified_email("m.user_id")}
      AND NOT EXISTS (SELECT 1 FROM notifications_digest d WHERE d.user_id = m.user_id AND d.due_at IS NOT NULL)
    LIMIT 1
) mail ON TRUE
CROSS JOIN LATERAL (
    SELECT array_agg(r.id) AS ids, array_agg(r.device_id) AS devices, array_agg(r.channel) AS channels,
           array_agg(r.is_enabled) AS enabled
    FROM notifications_registration r JOIN {accounts.device("r.device_id")} AND d.ended_at IS NULL
    WHERE r.user_id = m.user_id AND r.ended_at IS NULL
) r
WHERE m.left_at IS NULL AND (r.ids IS NOT NULL OR mail.after IS NOT NULL) AND (
    COALESCE(NULLIF(m.notify, ''), CASE c.kind WHEN 'channel' THEN COALESCE(p.notify_channels, '{_NEW.notify_channels}')
                                               ELSE COALESCE(p.notify, '{_NEW.notify}') END) <> 'mentions'
    OR p.keywords <> '{{{{}}}}' OR m.user_id = ANY(%s::uuid[])
)
{{page}}
"""  # noqa: S608
_ALL = _PEOPLE.format(
    which=f"""unnest(%s::uuid[]) AS i(conversation_id)
JOIN {conversations.conversation("i.conversation_id")}
JOIN {conversations.memberships("i.conversation_id")}""",
    page="",
)
_PAGE = _PEOPLE.format(
    which=f"{conversations.MEMBERSHIPS} AND m.conversation_id = %s AND m.user_id > %s",
    page="ORDER BY m.user_id LIMIT %s",
)
_ONE = _PEOPLE.format(
    which=f"{conversations.MEMBERSHIPS} AND m.conversation_id = %s AND m.user_id = %s",
    page="",
)
_NOBODY = UUID(int=0)


class Member(NamedTuple):
    """A person in one conversation, with their membership in it."""

    membership: int
    conversation: UUID
    facts: PersonFacts


def messages_at(places: Collection[tuple[UUID, int]]) -> list[MessageFacts]:
    """Returns the messages that exist among these (conversation, seq), in the order they were sent in each
    conversation.
    """
    rows = fetch_all(_MESSAGES, [[conversation for conversation, _ in places], [seq for _, seq in places]])
    messages = [
        MessageFacts(conversation, seq, kind, sender, body, created_at, is_deleted, answered)
        for conversation, seq, kind, sender, body, created_at, is_deleted, answered in sorted(rows, key=_place)
    ]
    return _with_mentions(messages)


def _place(row: Sequence[Any]) -> tuple[UUID, int]:
    return row[0], row[1]


def _with_mentions(messages: list[MessageFacts]) -> list[MessageFacts]:
    names = [mentioned(message.body) if message.body else frozenset() for message in messages]
    wanted = frozenset[str]().union(*names)
    if not wanted:
        return messages
    ids = {name.lower(): id for id, name in fetch_all(accounts.IDS_BY_NAME, [[name.upper() for name in wanted]])}
    return [
        replace(message, mentioned=frozenset(ids[name] for name in named if name in ids)) if named else message
        for message, named in zip(messages, names, strict=True)
    ]


def members_of(messages: Collection[MessageFacts]) -> list[Member]:
    """Returns all members whom one of these messages may concern."""
    conversations = list({message.conversation for message in messages})
    return _members(fetch_all(_ALL, [conversations, _addressed(messages)]))


def page_of_members(message: MessageFacts, *, after: UUID | None, size: int) -> list[Member]:
    """Returns the next members whom the message may concern, in the order of their ids."""
    return _members(fetch_all(_PAGE, [message.conversation, after or _NOBODY, _addressed([message]), size]))


def member(message: MessageFacts, user: UUID) -> Member | None:
    """Returns one member, if they are in the conversation and have a device or an email address to be notified by."""
    rows = _members(fetch_all(_ONE, [message.conversation, user, [user]]))
    return rows[0] if rows else None


def _addressed(messages: Iterable[MessageFacts]) -> list[UUID]:
    named = {user for message in messages for user in message.mentioned}
    return list(named | {message.reply_to_sender for message in messages if message.reply_to_sender is not None})


def _members(rows: list[tuple[Any, ...]]) -> list[Member]:
    devices = {str(device) for row in rows for device in row[22] or ()}
    seen = presence_of({str(row[2]) for row in rows}, devices)
    return [_member(row, seen) for row in rows]


def _member(row: tuple[Any, ...], seen: Seen) -> Member:
    membership, conversation, user, username, floor, read_seq, notified_seq, notify, muted_until, time_zone = row[:10]
    registrations = tuple(RegistrationFacts(*each) for each in zip(*row[21:], strict=True)) if row[21] else ()
    connected = frozenset(each.device for each in registrations if str(each.device) in seen.connected)
    facts = PersonFacts(
        user=user,
        username=username,
        joined_floor=floor,
        read_seq=read_seq,
        notified_seq=notified_seq,
        has_blocked=row[20],
        notify=notify,
        muted_until=muted_until,
        preferences=_preferences(*row[10:20]),
        time_zone=time_zone,
        presence=PresenceFacts(connected, str(user) in seen.active),
        registrations=registrations,
    )
    return Member(membership, conversation, facts)


def _preferences(
    email_after: int | None,
    owner: UUID | None,
    notify: str,
    notify_channels: str,
    keywords: list[str],
    muted_until: datetime | None,
    quiet_from: Any,
    quiet_until: Any,
    quiet_days: list[int],
    first_only: bool,
) -> PreferencesFacts:
    if owner is None:
        return PreferencesFacts(email_after=email_after)
    return PreferencesFacts(
        notify=notify,
        notify_channels=notify_channels,
        keywords=tuple(keywords),
        muted_until=muted_until,
        quiet_from=quiet_from,
        quiet_until=quiet_until,
        quiet_days=tuple(quiet_days),
        first_only=first_only,
        email_after=email_after,
    )
