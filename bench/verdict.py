"""Counts over a ledger: latency, and everything that must be zero."""

from dataclasses import dataclass
from itertools import pairwise

from bench.ledger import Ledger


@dataclass(frozen=True)
class Verdict:
    """Times are in seconds, ascending. `deliveries` are arrivals at people other than the sender."""

    delivery: list[float]
    acknowledgement: list[float]
    counts: dict[str, int]

    @property
    def is_clean(self) -> bool:
        return not any(self.counts[name] for name in ZEROES)


ZEROES = ("missing", "duplicates", "strangers", "out_of_order", "order_differs", "errors", "cut")


def judge(ledger: Ledger, first: int) -> Verdict:
    """Judges the messages numbered `first` and later.

    out_of_order: a member received two messages of one sender in the wrong order. order_differs: two members of a room
    received two messages in different orders. strangers: a user received a message that was not for them.
    """
    members = {room: frozenset(people) for room, people in ledger.rooms.items()}
    seen: set[int] = set()
    latest: dict[tuple[int, int, str], int] = {}
    delivery: list[float] = []
    orders: dict[str, dict[int, list[int]]] = {}
    duplicates = strangers = disorder = 0
    for number, user, at in zip(ledger.arrivals, ledger.receivers, ledger.arrived_at, strict=True):
        if number < first:
            continue
        room, sender = ledger.room_names[number], ledger.senders[number]
        key = user << 32 | number
        if key in seen:
            duplicates += sender != user
            continue
        seen.add(key)
        if user not in members[room]:
            strangers += 1
            continue
        orders.setdefault(room, {}).setdefault(user, []).append(number)
        if sender == user:
            continue
        delivery.append(at - ledger.sent_at[number])
        pair = (user, sender, room)
        disorder += latest.get(pair, -1) > number
        latest[pair] = number
    expected = sum(len(members[room]) - 1 for room in ledger.room_names[first:])
    counts = {
        "expected": expected,
        "arrived": len(delivery),
        "missing": expected - len(delivery),
        "duplicates": duplicates,
        "strangers": strangers,
        "out_of_order": disorder,
        "order_differs": sum(_differences(list(of_room.values())) for of_room in orders.values()),
        "errors": len(ledger.errors),
        "cut": ledger.cut,
    }
    times = zip(ledger.acked_at[first:], ledger.sent_at[first:], strict=True)
    acknowledgement = sorted(acked - sent for acked, sent in times if acked)
    return Verdict(sorted(delivery), acknowledgement, counts)


def _differences(orders: list[list[int]]) -> int:
    """Returns how often a member received two neighbours in the other order than the most complete record of the room.

    A record may lack its owner's own messages (some servers do not send them back), so two are tried.
    """
    fullest = sorted(orders, key=len)[-2:]
    places = [{number: index for index, number in enumerate(account)} for account in fullest]
    return max(sum(_turned(order, place) for order in orders) for place in places)


def _turned(order: list[int], place: dict[int, int]) -> int:
    places = [place[number] for number in order if number in place]
    return sum(later < earlier for earlier, later in pairwise(places))
