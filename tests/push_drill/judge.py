"""Compares the requests that push services received with what happened."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from tests.push_drill.records import NEVER, Attempt, Pair, Phone, Sent, Story, marks_in
from tests.push_drill.tally import Tally

#: Seconds for which an attempt may have been under way already when something made it wrong.
GRACE = 1.0
_GONE = (404, 410)


def judge(story: Story, attempts: Sequence[Attempt], *, since: float = 0.0, late: Collection[Pair] = ()) -> Tally:
    """Judges messages from `since` on; `late` are pairs that were not notified in time, even if they were later."""
    tally = Tally(pairs=len(story.due(since)))
    channels = {phone.address: phone.channel for phone in story.phones}
    for pair in sorted({*lacking(story, attempts, since), *late}):
        tally.fault("missing", f"{pair.conversation}/{pair.seq} to {channels[pair.address]} {pair.address[-12:]}")
    index = _Index(story)
    _twice(index, attempts, tally)
    gone = _gone(attempts)
    for attempt in attempts:
        if wrong := index.wrong(attempt, gone.get(attempt.address, NEVER)):
            tally.fault(*wrong)
    return tally


def lacking(story: Story, attempts: Iterable[Attempt], since: float = 0.0) -> set[Pair]:
    """Returns the due notifications that no push service accepted."""
    return story.due(since).keys() - accepted(attempts)


def accepted(attempts: Iterable[Attempt], kind: str = "message") -> set[Pair]:
    return {attempt.pair for attempt in attempts if attempt.kind == kind and attempt.is_accepted}


def _gone(attempts: Iterable[Attempt]) -> dict[str, float]:
    """Returns {address: when the push service first reported it as gone}."""
    found: dict[str, float] = {}
    for attempt in attempts:
        if attempt.status in _GONE:
            found[attempt.address] = min(attempt.ended_at, found.get(attempt.address, NEVER))
    return found


def _twice(index: "_Index", attempts: Iterable[Attempt], tally: Tally) -> None:
    """A device shows one notification of each tag: a repeat under another tag, or as another seq, is shown twice."""
    looks: dict[tuple[str, str], set[tuple[str, ...]]] = defaultdict(set)
    for attempt in attempts:
        if attempt.kind == "message" and attempt.is_accepted:
            sent = index.message(attempt)
            name = sent.mark if sent else f"{attempt.conversation}/{attempt.seq}"
            look = (attempt.conversation, str(attempt.seq), str(attempt.payload.get("tag")), attempt.replaces)
            looks[attempt.address, name].add(look)
    for (address, name), different in looks.items():
        for _ in range(len(different) - 1):
            tally.fault("shown_twice", f"{name} at {address[-12:]}: {sorted(different)}")


class _Index:
    """A story, indexed by the contents of attempts."""

    def __init__(self, story: Story) -> None:
        self._story = story
        self._by_mark = {sent.mark: sent for sent in story.sent}
        self._by_name = {(sent.conversation, sent.seq): sent for sent in story.sent}

    def message(self, attempt: Attempt) -> Sent | None:
        """Returns the message whose text the attempt contains, or else the one that it names."""
        marked = (self._by_mark.get(mark) for mark in marks_in(attempt.text))
        return next(filter(None, marked), None) or self._by_name.get((attempt.conversation, attempt.seq))

    def wrong(self, attempt: Attempt, gone: float) -> tuple[str, str] | None:
        """Returns the count and the reason, or None."""
        where = f"{attempt.kind} {attempt.conversation}/{attempt.seq} to {attempt.channel} {attempt.address[-12:]}"
        if attempt.began_at > gone + GRACE:
            return "leaked", f"{where}, which is gone"
        # A state at either end of the grace counts.
        moments = (attempt.began_at - GRACE, attempt.began_at)
        phones = [phone for at in moments if (phone := self._story.owner_of(attempt.address, at))]
        if not phones:
            return "leaked", f"{where}, where no one is signed in"
        if attempt.kind == "test":
            return None
        if not any(self._story.is_in(phone.owner, attempt.conversation, at) for phone in phones for at in moments):
            return "leaked", f"{where}, whose owner is not in it"
        if not any(phone.tells for phone in phones) and marks_in(attempt.text):
            return "leaked", f"{where}, with what was written"
        if not attempt.seq or attempt.payload.get("tag") is None:
            return "broken", f"{where} has no tag or no seq"
        sent = self.message(attempt)
        return self._use(attempt, sent, phones, where) if attempt.kind == "message" and sent else None

    def _use(self, attempt: Attempt, sent: Sent, phones: Sequence[Phone], where: str) -> tuple[str, str] | None:
        owners = {phone.owner for phone in phones}
        if owners == {sent.sender}:
            return "leaked", f"{where}, who wrote it"
        if attempt.began_at > sent.deleted_at + GRACE:
            return "leaked", f"{where}, which was deleted"
        read = max(self._story.read_at(owner, sent.conversation, sent.seq) for owner in owners)
        if attempt.began_at > read + GRACE:
            return "after_read", f"{where}, {attempt.began_at - read:.1f} s after it was read"
        return None
