"""Decides whom messages mention, once for each version of a message: a few statements for any number of messages."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from accounts import sql as accounts
from chatproject.contract.errors import DomainError, Forbidden, Invalid
from chatproject.contract.objects.messaging import Mention
from chatproject.database.statements import fetch_all
from conversations import sql as conversations
from messaging.mentioning.names import Name
from messaging.mentioning.wanting import Wanted, text_at
from messaging.policies import can_mention_all

_PLACES = f"""
SELECT i.conversation_id, i.user_id, c.kind, c.title, c.closed_at IS NOT NULL, m.role
FROM unnest(%s::uuid[], %s::uuid[]) AS i(conversation_id, user_id)
JOIN {conversations.conversation("i.conversation_id")}
LEFT JOIN {conversations.membership("i.conversation_id", "i.user_id")} AND m.left_at IS NULL
"""  # noqa: S608 (the names of our own columns)


@dataclass(frozen=True, slots=True)
class Text:
    """A message that is about to be written."""

    sender: UUID
    conversation: UUID
    body: str
    wanted: Wanted
    #: Whom and what it mentioned before. It may go on to do so.
    earlier: Sequence[Mention] = ()


class Place(NamedTuple):
    """A conversation, and the sender's role in it; None if they are not in it."""

    kind: str
    title: str
    is_closed: bool
    role: str | None


class _Facts(NamedTuple):
    ids: dict[str, UUID]
    people: frozenset[UUID]
    places: dict[tuple[UUID, UUID], Place]


def decide(texts: Sequence[Text]) -> list[list[Mention] | DomainError]:
    """Returns the mentions of each, or why it is refused. Names of no one are left out; others have to exist."""
    facts = _facts(texts)
    outcomes: list[list[Mention] | DomainError] = []
    for text in texts:
        try:
            outcomes.append(_decided(text, facts))
        except DomainError as error:
            outcomes.append(error)
    return outcomes


def decide_one(text: Text) -> list[Mention] | None:
    """Returns its mentions; None if there is nothing to decide. Raises why it is refused."""
    if text.wanted is None:
        return None
    [decided] = decide([text])
    if isinstance(decided, DomainError):
        raise decided
    return decided


def people_in(mentions: Iterable[Mention], *, but: UUID) -> set[UUID | None]:
    """Returns the users who are mentioned, other than the sender, and None if all members are."""
    people: set[UUID | None] = {each.user for each in mentions if each.user is not None}
    return people - {but} | ({None} if any(each.all for each in mentions) else set())


def _facts(texts: Sequence[Text]) -> _Facts:
    names, people, places = set(), set(), set()
    for text in texts:
        for each in text.wanted or ():
            if isinstance(each, Name):
                names.add(each.name.upper())
            elif each.user is not None:
                people.add(each.user)
            elif each.all or each.conversation is not None:
                places.add((each.conversation or text.conversation, text.sender))
    return _Facts(_ids(names), _existing(people), _places(places))


def _ids(names: Collection[str]) -> dict[str, UUID]:
    return {name.lower(): id for id, name in fetch_all(accounts.IDS_BY_NAME, [list(names)])} if names else {}


def _existing(people: Collection[UUID]) -> frozenset[UUID]:
    return frozenset(id for (id,) in fetch_all(accounts.EXISTING, [list(people)])) if people else frozenset()


def _places(places: Collection[tuple[UUID, UUID]]) -> dict[tuple[UUID, UUID], Place]:
    if not places:
        return {}
    ids, senders = map(list, zip(*places, strict=True))
    return {(id, sender): Place(*found) for id, sender, *found in fetch_all(_PLACES, [ids, senders])}


def _decided(text: Text, facts: _Facts) -> list[Mention]:
    decided = []
    for each in text.wanted or ():
        if isinstance(each, Name):
            if (user := facts.ids.get(each.name)) is not None:
                decided.append(Mention(user=user, offset=each.offset, length=each.length))
        else:
            _check(each, text, facts)
            decided.append(each)
    return decided


def _check(mention: Mention, text: Text, facts: _Facts) -> None:
    if mention.user not in {None, *facts.people, *(each.user for each in text.earlier)}:
        raise _invalid("There is no such person.")
    if mention.all and not any(each.all for each in text.earlier):
        place = facts.places.get((text.conversation, text.sender))
        if place is None or not can_mention_all(place.role):
            raise Forbidden("Only admins and owners of a group or channel can mention all of its members.")
    if mention.conversation is not None:
        _check_place(facts.places.get((mention.conversation, text.sender)), text_at(text.body, mention) or "")


def _check_place(place: Place | None, shown: str) -> None:
    """The text of a mention is part of the body, which people read who may not know of a group."""
    is_public = place is not None and place.kind == "channel"
    if place is None or place.kind == "direct" or (place.role is None and (not is_public or place.is_closed)):
        raise _invalid("You are in no such group or channel.")
    title = place.title.strip().casefold()
    if not is_public and title and title in shown.casefold():
        raise _invalid("The text must not contain the title of a group, which others may not know.")


def _invalid(detail: str) -> Invalid:
    return Invalid(f"mentions are not valid. {detail}", fields={"mentions": [detail]})
