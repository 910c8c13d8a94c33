"""The bench's counters: each is zero for an honest server, and sees the one fault it is named after."""

from bench.ledger import Ledger
from bench.verdict import ZEROES, judge

_ROOMS = {"one": range(3), "other": range(3, 5)}


def _said(ledger: Ledger, user: int, room: str) -> bytes:
    number, text = ledger.sending(user, room)
    ledger.acknowledged(number)
    return f'{{"body":"{text}"}}'.encode()


def _wrong(ledger: Ledger, first: int = 0) -> dict[str, int]:
    counts = judge(ledger, first).counts
    return {name: counts[name] for name in ZEROES if counts[name]}


def test_an_honest_server_leaves_all_counters_at_zero() -> None:
    ledger = Ledger(_ROOMS)
    texts = [_said(ledger, 0, "one"), _said(ledger, 1, "one")]
    for user in range(3):
        for text in texts:
            ledger.arrived(user, text)
    assert _wrong(ledger) == {}
    assert judge(ledger, 0).counts["arrived"] == judge(ledger, 0).counts["expected"] == 4


def test_several_messages_in_one_frame_count_each() -> None:
    ledger = Ledger(_ROOMS)
    frame = b"[" + _said(ledger, 0, "one") + b"," + _said(ledger, 0, "one") + b"]"
    ledger.arrived(1, frame)
    ledger.arrived(2, frame)
    assert _wrong(ledger) == {}


def test_a_message_that_one_member_never_got_is_missing() -> None:
    ledger = Ledger(_ROOMS)
    ledger.arrived(1, _said(ledger, 0, "one"))
    assert _wrong(ledger) == {"missing": 1}


def test_a_message_that_came_twice_is_a_duplicate() -> None:
    ledger = Ledger(_ROOMS)
    text = _said(ledger, 3, "other")
    ledger.arrived(4, text)
    ledger.arrived(4, text)
    assert _wrong(ledger) == {"duplicates": 1}


def test_a_message_of_another_room_makes_a_stranger() -> None:
    ledger = Ledger(_ROOMS)
    text = _said(ledger, 3, "other")
    ledger.arrived(4, text)
    ledger.arrived(0, text)
    assert _wrong(ledger) == {"strangers": 1}


def test_two_messages_of_one_sender_turned_round_are_out_of_order() -> None:
    ledger = Ledger(_ROOMS)
    earlier, later = _said(ledger, 3, "other"), _said(ledger, 3, "other")
    ledger.arrived(4, later)
    ledger.arrived(4, earlier)
    assert _wrong(ledger) == {"out_of_order": 1}


def test_members_who_saw_two_senders_in_different_orders_differ() -> None:
    ledger = Ledger({"one": range(4)})
    texts = [_said(ledger, 0, "one"), _said(ledger, 1, "one")]
    for user, order in ((0, texts[1:]), (1, texts[:1]), (2, texts), (3, texts[::-1])):
        for text in order:
            ledger.arrived(user, text)
    assert _wrong(ledger) == {"order_differs": 1}


def test_losses_of_the_warm_up_do_not_count_in_the_measured_part() -> None:
    ledger = Ledger(_ROOMS)
    _said(ledger, 0, "one")
    first = ledger.first
    text = _said(ledger, 0, "one")
    ledger.arrived(1, text)
    ledger.arrived(2, text)
    assert _wrong(ledger, first) == {}


def test_marks_of_another_run_are_nothing_to_this_one() -> None:
    ledger, earlier = Ledger(_ROOMS), Ledger(_ROOMS)
    assert ledger.arrived(1, _said(earlier, 0, "one")) == []
    assert not ledger.arrivals
