"""Reads what a user is missing, given the conversations and revs they hold: one round trip for any number of them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from psycopg.types.numeric import Int8

from accounts import models as people
from accounts import sql as accounts
from accounts.serializers import profile
from chatproject.contract.objects.accounts import User
from chatproject.contract.objects.messaging import Receipt
from chatproject.database.statements import bind
from chatproject.database.transactions import snapshot
from conversations import sql as conversations
from conversations.member_views import MEMBER_VIEW_COLUMNS, MemberView
from messaging.operations.changed import Held

# Conversations that changed, then those that the client did not name: all of the former, the first of the latter.
_MEMBER_VIEWS = f"""
    SELECT held.rev, {MEMBER_VIEW_COLUMNS}
    FROM {conversations.MEMBERSHIPS}
    LEFT JOIN unnest(%s::uuid[], %s::bigint[]) AS held(id, rev) ON held.id = c.id
    WHERE m.user_id = %s AND m.left_at IS NULL AND (held.rev IS NULL OR c.rev > held.rev)
    ORDER BY held.rev IS NULL, c.last_activity_at DESC, c.id DESC LIMIT %s::bigint
"""  # noqa: S608
# For the conversations that the client named: those that the user is not in, and receipts of the rest that changed
# since: always the user's own, and other members' if members are listed. They are small and many; JSON is the cheapest
# to read.
_NEWS = f"""
    WITH held AS (
        SELECT * FROM unnest(%(ids)s::uuid[], %(revs)s::bigint[]) AS held(id, rev)
    ), own AS (
        SELECT held.id, held.rev AS held, m.rev, m.user_id, m.delivered_seq, m.read_seq,
               m.id IS NOT NULL AND m.left_at IS NULL AS is_his
        FROM held LEFT JOIN {conversations.membership("held.id", "%(actor)s")}
    ), receipts AS (
        SELECT id, user_id, delivered_seq, read_seq FROM own WHERE is_his
        UNION ALL
        SELECT m.conversation_id, m.user_id, m.delivered_seq, m.read_seq
        FROM own JOIN {conversations.conversation("own.id")} AND c.member_count <= %(most)s::integer
        JOIN {conversations.memberships("c.id")}
        WHERE own.is_his AND m.left_at IS NULL AND m.user_id <> %(actor)s
          AND m.receipt_at >= COALESCE(%(since)s::timestamptz, '-infinity')
    ), shown AS (
        {accounts.shown_since("%(since)s::timestamptz")}
        AND {conversations.has_company("u.id", "%(actor)s")} LIMIT %(most_shown)s::integer + 1
    )
    SELECT now(), COALESCE((SELECT rev FROM {accounts.counters("= %(actor)s")}), 0),
           (SELECT value FROM messaging_epoch WHERE id = 1),
           (SELECT json_agg(row_to_json(shown)) FROM shown),
           (SELECT json_agg(json_build_array(id, COALESCE(rev, held))) FROM own WHERE NOT is_his),
           (SELECT json_agg(json_build_array(id, user_id, delivered_seq, read_seq)) FROM receipts)
"""  # noqa: S608


#: Limit of the changed profiles in one response.
MOST_SHOWN = 500


class News(NamedTuple):
    """`now` by the database's clock, the present `me_rev`, and `gone` as {conversation: rev}.

    That rev is of the departure, or the one held if the user never was a member.
    """

    now: datetime
    me_rev: int
    epoch: str | None
    shown: list[User]
    gone: dict[str, int]
    receipts: list[Receipt]


class Lacking(NamedTuple):
    """The news; the changed conversations; the latest of those not held. Latest activity first."""

    news: News
    moved: list[Held]
    new: list[MemberView]


@contextmanager
def lacking(actor: UUID, held: Mapping[UUID, int], since: datetime | None, size: int) -> Iterator[Lacking]:
    """Yields what `actor` is missing, in a snapshot that stays open. Limits the conversations not held to `size`."""
    named = _named(held)
    most = settings.LIMITS["members_listed"]
    with snapshot(
        bind(_NEWS, {**named, "actor": actor, "most": most, "since": since, "most_shown": MOST_SHOWN}),
        bind(_MEMBER_VIEWS, [*named.values(), actor, Int8(len(held) + size)]),
    ) as ([news], views):
        moved = [Held(MemberView(*row), rev) for rev, *row in views if rev is not None]
        yield Lacking(_news(*news), moved, [MemberView(*row) for rev, *row in views if rev is None][:size])


def _news(
    now: datetime,
    me_rev: int,
    epoch: str | None,
    shown: list[dict[str, Any]] | None,
    gone: list[list[Any]] | None,
    receipts: list[list[Any]] | None,
) -> News:
    return News(
        now,
        me_rev,
        epoch,
        [profile(people.User(**columns)) for columns in shown or ()],
        dict(gone or ()),
        [
            Receipt(conversation=conversation, user=user, delivered_seq=delivered_seq, read_seq=read_seq)
            for conversation, user, delivered_seq, read_seq in receipts or ()
        ],
    )


def _named(held: Mapping[UUID, int]) -> dict[str, object]:
    return {"ids": list(held), "revs": [Int8(rev) for rev in held.values()]}
