"""The unread messages that qualify for the email digest."""

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef

from accounts.models import Block, User
from chatproject.database.statements import fetch_all
from conversations.models import Conversation, Membership
from messaging.sql import NEWEST_OF_INTEREST
from notifications.deciding.decisions import level_of, reason_against
from notifications.deciding.facts import MessageFacts, PersonFacts, PreferencesFacts
from notifications.deciding.loading import messages_at
from notifications.models import Preferences

#: Conversations, latest activity first; messages of one; how far back in one the words are searched for.
MOST_CONVERSATIONS = 50
MOST_MESSAGES = 50
_FURTHEST_BACK = 1_000
#: An expression that matches no body.
_NOTHING = "(?!)"


@dataclass(frozen=True)
class UnreadConversation:
    """Unread messages of one conversation, oldest first, and its first unread seq, even if that message is not among
    them.
    """

    conversation: Conversation
    first_seq: int
    messages: list[MessageFacts]

    @property
    def is_cut(self) -> bool:
        return len(self.messages) >= MOST_MESSAGES


def unread_of(
    user: User, preferences: Preferences, *, since: datetime, until: datetime, now: datetime
) -> list[UnreadConversation]:
    """Returns the messages of a span of time that are unread and that the user wants, latest activity first."""
    found = _memberships(user, preferences, now)
    people = {row.conversation_id: _facts(row, user, preferences) for row in found}
    after = [
        max(row.read_seq, row.floor(row.conversation), row.conversation.last_seq - _FURTHEST_BACK) for row in found
    ]
    is_all = [level_of(row.conversation.kind, people[row.conversation_id]) == Membership.Notify.ALL for row in found]
    about = [list(people), after, is_all, user.pk, since, until, _words(preferences), user.pk, user.pk, MOST_MESSAGES]
    there: defaultdict[UUID, list[MessageFacts]] = defaultdict(list)
    places = [(conversation, seq) for conversation, seq in fetch_all(NEWEST_OF_INTEREST, about)] if found else []
    for message in messages_at(places):
        if not reason_against(message, people[message.conversation], now):
            there[message.conversation].append(message)
    return [
        UnreadConversation(
            row.conversation,
            max(row.read_seq, row.floor(row.conversation)) + 1,
            sorted(there[row.conversation_id], key=lambda message: message.seq),
        )
        for row in found
        if there[row.conversation_id]
    ]


def _memberships(user: User, preferences: Preferences, now: datetime) -> list[Membership]:
    mine = Membership.objects.for_user(user).select_related("conversation")
    mine = mine.filter(conversation__last_seq__gt=F("read_seq")).exclude(muted_until__gt=now)
    blocked = Block.objects.filter(blocker=user, blocked__memberships__conversation=OuterRef("conversation"))
    mine = mine.exclude(Exists(blocked), conversation__kind=Conversation.Kind.DIRECT)
    levels = {True: preferences.notify_channels, False: preferences.notify}
    wanted = [
        row
        for row in mine.order_by("-conversation__last_activity_at", "pk")[: 4 * MOST_CONVERSATIONS]
        if (row.notify or levels[row.conversation.kind == Conversation.Kind.CHANNEL]) != Membership.Notify.NOTHING
    ]
    return wanted[:MOST_CONVERSATIONS]


def _facts(row: Membership, user: User, preferences: Preferences) -> PersonFacts:
    """Returns the facts without do-not-disturb and quiet hours: an email disturbs no one."""
    return PersonFacts(
        user=user.pk,
        username=user.username,
        joined_floor=row.floor(row.conversation),
        read_seq=row.read_seq,
        notify=row.notify,
        muted_until=row.muted_until,
        preferences=PreferencesFacts(
            notify=preferences.notify,
            notify_channels=preferences.notify_channels,
            keywords=tuple(preferences.keywords),
        ),
        time_zone=user.time_zone,
    )


def _words(preferences: Preferences) -> str:
    """Returns a PostgreSQL expression that matches all bodies that may have a keyword, and some others."""
    keywords = (unicodedata.normalize("NFKC", keyword).replace("’", "'") for keyword in preferences.keywords)
    words = [r"[\s_]+".join(map(re.escape, keyword.split())).replace("'", "['’]") for keyword in keywords]
    return "|".join(words) or _NOTHING
