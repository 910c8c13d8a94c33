"""Events that are received out of order are counted; those that only seem so are not."""

from tests.faults.ledger import Json
from tests.faults.view import View


def message(seq: int, rev: int) -> Json:
    return {"seq": seq, "rev": rev, "client_id": f"c{seq}"}


def caught_up() -> View:
    view = View()
    view.connect()
    view.catch_up({"rev": 1, "messages": [message(1, 1)]}, is_all=True)
    return view


def test_an_older_event_after_a_newer_one_over_the_same_connection_is_a_swap() -> None:
    view = caught_up()
    view.follow(3, message(3, 3))
    view.follow(2, message(2, 2))
    assert view.swaps == 1


def test_an_older_event_over_another_connection_is_none() -> None:
    view = caught_up()
    view.follow(3, message(3, 3))
    view.connect()
    view.follow(2, message(2, 2))
    assert view.swaps == 0


def test_a_message_that_is_missing_when_a_frame_is_at_its_end_is_a_skip() -> None:
    view = caught_up()
    view.follow(2, message(3, 2))
    view.show()
    assert view.skips == 1


def test_a_message_that_comes_later_in_the_frame_is_none() -> None:
    view = caught_up()
    view.follow(2)
    view.follow(3, message(3, 3))
    view.follow(4, message(2, 4))
    view.show()
    assert view.skips == 0


def test_device_that_knows_it_is_behind_skips_nothing() -> None:
    view = caught_up()
    assert not view.follow(5, message(4, 5))
    view.show()
    assert view.skips == 0
