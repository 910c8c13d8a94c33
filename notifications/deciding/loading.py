"""Loads the facts for decisions: a few statements for many messages and all members they may concern."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.utils import timezone

from accounts import sql as accounts
from chatproject.contract.objects.messaging import Mention
from chatproject.database.statements import fetch_all
from conversations import sql as conversations
from conversations.blocking import HAS_BLOCKED
from conversations.floor import FLOOR
from messaging import sql as messaging
from messaging.mentioning.deciding import Text, decide, people_in
from messaging.mentioning.wanting import wanted_mentions
from messaging.presence.reading import Seen, presence_of
from messaging.rendering import mentions_of
from notifications.deciding.facts import MessageFacts, PersonFacts, PreferencesFacts, PresenceFacts, RegistrationFacts

_MESSAGES = f"""
SELECT x.conversation_id, x.seq, c.kind, x.sender_id, x.body, x.created_at, x.deleted_at IS NOT NULL, y.sender_id,
       x.mentions
FROM unnest(%s::uuid[], %s::bigint[]) AS i(conversation_id, seq)
JOIN {conversations.conversation("i.conversation_id")}
JOIN {messaging.message("x", "i.conversation_id", "i.seq")}
LEFT JOIN {messaging.message("y", "x.conversation_id", "x.reply_to")}
"""  # noqa: S608 (the names of our own columns)

_NEW = PreferencesFacts()
#: Later than this, no one is here any more to be mentioned by @here.
_MOMENT = timedelta(minutes=1)

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
    OR p.keywords <> '{{{{}}}}' OR m.user_id = ANY(%s::uuid[]) OR %s::bool
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
    rows = sorted(rows, key=_place)
    messages = [
        MessageFacts(conversation, seq, kind, sender, body, created_at, is_deleted, answered)
        for conversation, seq, kind, sender, body, created_at, is_deleted, answered, _ in rows
    ]
    return _with_mentions(messages, [row[-1] for row in rows])


def _place(row: Sequence[Any]) -> tuple[UUID, int]:
    return row[0], row[1]


def _with_mentions(messages: list[MessageFacts], stored: Sequence[list[dict[str, Any]] | None]) -> list[MessageFacts]:
    mentions = [mentions_of(each) for each in stored]
    undecided = [n for n, each in enumerate(stored) if each is None and "@" in (messages[n].body or "")]
    for n, derived in zip(undecided, _derived([messages[n] for n in undecided]), strict=True):
        mentions[n] = derived
    senders = {message.sender for message, those in zip(messages, mentions, strict=True) if those}
    if not senders:
        return messages
    blocks = fetch_all(accounts.BLOCKERS, [list(senders)])
    return [
        _mentioning(message, those, frozenset(blocker for blocker, blocked in blocks if blocked == message.sender))
        for message, those in zip(messages, mentions, strict=True)
    ]


def _derived(messages: Sequence[MessageFacts]) -> list[list[Mention]]:
    """Decides for messages of a release that did not."""
    texts = [Text(m.sender, m.conversation, m.body or "", wanted_mentions(m.body or "", None)) for m in messages]
    return [each if isinstance(each, list) else [] for each in decide(texts)]


def _mentioning(message: MessageFacts, mentions: Sequence[Mention], blockers: frozenset[UUID]) -> MessageFacts:
    people = people_in(mentions, but=message.sender)
    return replace(
        message,
        mentioned=frozenset(user for user in people if user is not None),
        mentions_all=None in people,
        mentions_here=any(each.here for each in mentions) and message.created_at > timezone.now() - _MOMENT,
        blockers=blockers,
    )


def members_of(messages: Collection[MessageFacts]) -> list[Member]:
    """Returns all members whom one of these messages may concern."""
    conversations = list({message.conversation for message in messages})
    return _members(fetch_all(_ALL, [conversations, *_addressed(messages)]))


def page_of_members(message: MessageFacts, *, after: UUID | None, size: int) -> list[Member]:
    """Returns the next members whom the message may concern, in the order of their ids."""
    return _members(fetch_all(_PAGE, [message.conversation, after or _NOBODY, *_addressed([message]), size]))


def member(message: MessageFacts, user: UUID) -> Member | None:
    """Returns one member, if they are in the conversation and have a device or an email address to be notified by."""
    rows = _members(fetch_all(_ONE, [message.conversation, user, [user], False]))
    return rows[0] if rows else None


def _addressed(messages: Collection[MessageFacts]) -> tuple[list[UUID], bool]:
    """Returns the users whom the messages address, and whether they may address every member."""
    named = {user for message in messages for user in message.mentioned}
    answered = {message.reply_to_sender for message in messages if message.reply_to_sender is not None}
    return list(named | answered), any(message.mentions_all or message.mentions_here for message in messages)


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
