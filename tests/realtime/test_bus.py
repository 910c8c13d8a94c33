"""What goes between processes, and what a batch keeps for itself."""

import threading
from uuid import uuid4

from chatproject.lib.realtime import Envelope
from chatproject.lib.realtime.bus import Bus, pack, unpack


def test_the_others_read_what_one_packed_and_oneself_does_not() -> None:
    mine, theirs = uuid4().hex, uuid4().hex
    envelopes = [Envelope("c.1", '{"type":"rev"}', rev=4, seq=2, member="x", left=True, about="y"), Envelope("u.2", "")]
    data = pack(envelopes, mine)
    assert unpack(data, theirs) == envelopes
    assert unpack(data, mine) == ()


def test_what_comes_from_no_web_process_is_read_by_all() -> None:
    assert unpack(pack([Envelope("d.3", "")]), uuid4().hex) == [Envelope("d.3", "")]


def test_a_thread_that_holds_keeps_its_own_events_only() -> None:
    bus, told = Bus(), list[Envelope]()
    bus.connect(told.extend)
    mine, other, later = Envelope("c.1", "mine"), Envelope("c.2", "other"), Envelope("c.3", "later")
    with bus.held() as kept:
        bus.send([mine])
        thread = threading.Thread(target=bus.send, args=([other],))
        thread.start()
        thread.join()
    bus.send([later])
    assert kept == [mine]
    assert told == [other, later]
