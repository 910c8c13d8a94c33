"""The judge compares attempts with a story and counts exactly what is wrong with them."""

from dataclasses import replace

import pytest

from tests.push_drill.judge import judge
from tests.push_drill.records import Attempt, Pair, Phone, Sent, Stay, Story
from tests.push_drill.tally import COUNTS

_MARK = "mark-0123456789ab"


@pytest.fixture
def story() -> Story:
    """Alice wrote to bob, who has one phone. Mallory has one too, but is not in the conversation."""
    story = Story(
        phones=[Phone("bob", "webpush", "bob's", True, 0.0), Phone("mallory", "webpush", "mallory's", True, 0.0)],
        sent=[Sent("garden", 1, "alice", _MARK, began_at=100.0)],
    )
    story.stays |= {("garden", "alice"): Stay(10.0), ("garden", "bob"): Stay(10.0)}
    return story


def push(at: float = 101.0, *, to: str = "bob's", status: int = 201, says: str = _MARK, **payload: object) -> Attempt:
    sent = {"kind": "message", "conversation": "garden", "seq": 1, "tag": "c.garden", **payload}
    return Attempt("webpush", to, at, at + 0.1, status, sent, "topic", says)


def counts(story: Story, *attempts: Attempt, late: tuple[Pair, ...] = ()) -> dict[str, int]:
    tally = judge(story, attempts, late=late)
    return {name: getattr(tally, name) for name in COUNTS if getattr(tally, name)}


def test_single_push_is_clean(story: Story) -> None:
    assert counts(story, push()) == {}
    assert judge(story, [push()]).pairs == 1


def test_repeated_push_with_the_same_tag_is_clean(story: Story) -> None:
    assert counts(story, push(status=500), push(102.0), push(103.0)) == {}


@pytest.mark.parametrize("attempts", [[], [push(status=500)], [push(status=0)], [push(to="mallory's")]])
def test_push_that_no_service_accepted_is_missing(story: Story, attempts: list[Attempt]) -> None:
    assert counts(story, *attempts)["missing"] == 1


def test_late_push_is_missing(story: Story) -> None:
    assert counts(story, push(), late=(Pair("garden", 1, "bob's"),)) == {"missing": 1}


def test_push_is_not_missing_when_the_user_read_or_left(story: Story) -> None:
    story.reads["garden", "bob"] = [(1, 100.5)]
    assert counts(story) == {}
    story.reads.clear()
    story.stays["garden", "bob"] = Stay(10.0, 100.5)
    assert counts(story) == {}


def test_another_tag_the_second_time_stands_there_twice(story: Story) -> None:
    assert counts(story, push(), push(tag="c.other")) == {"shown_twice": 1}


def test_another_seq_the_second_time_stands_there_twice(story: Story) -> None:
    assert counts(story, push(), push(seq=2)) == {"shown_twice": 1}


def test_push_that_the_service_does_not_replace_is_shown_twice(story: Story) -> None:
    assert counts(story, push(), replace(push(), replaces="another")) == {"shown_twice": 1}


def test_without_a_seq_nobody_knows_what_it_is(story: Story) -> None:
    assert counts(story, push(seq=None)) == {"missing": 1, "broken": 1}


def test_to_who_is_not_in_it_is_leaked(story: Story) -> None:
    assert counts(story, push(), push(to="mallory's")) == {"leaked": 1}
    assert counts(story, push(), push(to="mallory's", status=500)) == {"leaked": 1}


def test_to_an_address_that_nobody_gave_is_leaked(story: Story) -> None:
    assert counts(story, push(), push(to="nobody's")) == {"leaked": 1}


def test_to_who_wrote_it_is_leaked(story: Story) -> None:
    story.phones.append(Phone("alice", "webpush", "alice's", True, 0.0))
    assert counts(story, push(), push(to="alice's")) == {"leaked": 1}


def test_push_after_the_user_left_is_leaked_but_not_during_the_grace(story: Story) -> None:
    story.stays["garden", "bob"] = Stay(10.0, 103.0)
    assert counts(story, push(103.9)) == {}
    assert counts(story, push(104.1)) == {"leaked": 1}


def test_push_after_the_user_signed_out_is_leaked(story: Story) -> None:
    story.phones[0].until = 103.0
    assert counts(story, push(103.9)) == {}
    assert counts(story, push(104.1)) == {"leaked": 1}


def test_an_address_belongs_to_who_signed_in_there_last(story: Story) -> None:
    story.phones[0].until = 103.0
    story.phones.append(Phone("mallory", "webpush", "bob's", True, 103.0))
    assert counts(story, push()) == {}
    assert counts(story, push(105.0)) == {"leaked": 1}


def test_text_on_a_device_that_shows_none_is_leaked(story: Story) -> None:
    story.phones[0].tells = False
    assert counts(story, push(says="New message")) == {}
    assert counts(story, push()) == {"leaked": 1}


def test_to_what_is_gone_is_leaked(story: Story) -> None:
    story.phones[0].until = 200.0
    assert counts(story, push(), push(102.0, status=410), push(102.5)) == {}
    assert counts(story, push(), push(102.0, status=410), push(104.0)) == {"leaked": 1}


def test_push_of_a_deleted_message_is_leaked(story: Story) -> None:
    story.sent[0].deleted_at = 100.5
    assert counts(story, push(101.0)) == {}
    assert counts(story, push(102.0)) == {"leaked": 1}


def test_push_more_than_a_second_after_reading_is_after_read(story: Story) -> None:
    story.reads["garden", "bob"] = [(1, 103.0)]
    assert counts(story, push(103.9)) == {}
    assert counts(story, push(104.1)) == {"after_read": 1}


def test_a_clear_says_nothing_of_reading(story: Story) -> None:
    story.reads["garden", "bob"] = [(1, 103.0)]
    assert counts(story, push(), push(105.0, kind="clear", says="")) == {}
