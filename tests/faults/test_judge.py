"""The judge compares the ledger with a history and counts what is wrong with either."""

from tests.faults.device import Device
from tests.faults.judge import judge
from tests.faults.ledger import Json


def stored(seq: int, client_id: str, body: str = "hello") -> Json:
    return {"seq": seq, "rev": seq, "client_id": client_id, "sender": "alice", "body": body}


def speaker(*acknowledged: tuple[str, int]) -> Device:
    """Returns a device that sent these messages and received their seqs."""
    device = Device("http://nowhere", "", "", "alice's phone")
    for client_id, seq in acknowledged:
        command = {"type": "message.send", "client_id": client_id, "body": "hello"}
        device.ledger.add(client_id)
        device.ledger.send(command)
        device.ledger.note(command, {"seq": seq})
    return device


def test_sent_and_acknowledged_messages_are_clean() -> None:
    assert judge([stored(1, "a"), stored(2, "b")], [speaker(("a", 1), ("b", 2))]).is_clean


def test_acknowledged_message_missing_from_history_is_lost() -> None:
    assert judge([stored(1, "a")], [speaker(("a", 1), ("b", 2))]).lost


def test_another_body_than_the_one_taken_is_a_loss() -> None:
    assert judge([stored(1, "a", "hullo")], [speaker(("a", 1))]).lost == 1


def test_pin_that_the_history_does_not_show_is_lost() -> None:
    device = speaker(("a", 1), ("b", 2))
    for change in ("message.pin", "message.unpin", "message.pin"):
        device.ledger.note({"type": change, "seq": 2}, {})
    shown = stored(2, "b") | {"pinned_at": "2026-01-01T00:00:00Z"}
    assert judge([stored(1, "a"), shown], [device]).is_clean
    assert judge([stored(1, "a"), stored(2, "b")], [device]).lost == 1


def test_a_history_told_out_of_order_is_reordered() -> None:
    assert judge([stored(2, "b"), stored(1, "a")], [speaker(("a", 1), ("b", 2))]).reorder == 1


def test_senders_later_message_before_their_earlier_one_is_reordered() -> None:
    assert judge([stored(1, "b"), stored(2, "a")], [speaker(("a", 2), ("b", 1))]).reorder == 1


def test_a_seq_without_a_message_is_a_gap() -> None:
    assert judge([stored(2, "a")], [speaker(("a", 2))]).gap == 1


def test_repeated_client_id_in_history_is_a_duplicate() -> None:
    assert judge([stored(1, "a"), stored(2, "a")], [speaker(("a", 1))]).dup == 1


def test_stored_message_that_nobody_sent_is_a_phantom() -> None:
    assert judge([stored(1, "a"), stored(2, "x")], [speaker(("a", 1))]).phantom == 1


def test_delivered_message_that_was_never_stored_is_a_phantom() -> None:
    device = speaker(("a", 1))
    device.view.follow(1, stored(1, "x"))
    assert judge([stored(1, "a")], [device]).phantom == 1
