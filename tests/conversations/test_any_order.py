"""Any verbs by any user in any order: the invariants hold, and the events carry every change."""

from contextlib import suppress
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from chatproject.contract.errors import DomainError
from chatproject.realtime import Envelope
from conversations.models import Conversation
from conversations.operations.adding import add_member
from conversations.operations.joining import join_channel
from conversations.operations.leaving import leave_conversation
from conversations.operations.promoting import change_role
from conversations.operations.removing import remove_member
from conversations.operations.renaming import change_conversation
from tests.conversations.invariants import ensure_sound
from tests.conversations.law import applied, of_conversation
from tests.conversations.world import call, event, group, listening

WHO = st.integers(0, 3)
ROLE = st.sampled_from(["owner", "admin", "member"])
STEP = st.one_of(
    st.tuples(st.just("join"), WHO),
    st.tuples(st.just("leave"), WHO),
    st.tuples(st.just("add"), WHO, WHO, ROLE),
    st.tuples(st.just("remove"), WHO, WHO),
    st.tuples(st.just("promote"), WHO, WHO, ROLE),
    st.tuples(st.just("rename"), WHO, st.sampled_from(["Garden", "Orchard"])),
)


def take(step: Any, channel: Conversation, cast: list[User]) -> None:
    match step:
        case ("join", who):
            join_channel(actor=cast[who], conversation_id=channel.pk)
        case ("leave", who):
            leave_conversation(actor=cast[who], conversation_id=channel.pk)
        case ("add", who, whom, role):
            add_member(actor=cast[who], conversation_id=channel.pk, user_id=cast[whom].pk, role=role)
        case ("remove", who, whom):
            remove_member(actor=cast[who], conversation_id=channel.pk, user_id=cast[whom].pk)
        case ("promote", who, whom, role):
            change_role(actor=cast[who], conversation_id=channel.pk, user_id=cast[whom].pk, role=role)
        case ("rename", who, title):
            change_conversation(actor=cast[who], conversation_id=channel.pk, title=title)


class Screens:
    """The state that the client of each member holds, from events alone."""

    def __init__(self) -> None:
        self.held: dict[str, dict[str, Any]] = {}

    def receive(self, published: list[Envelope]) -> None:
        for envelope in published:
            if envelope.group.startswith("u."):
                if envelope.member:
                    self.held[envelope.member] = event(envelope)["conversation"]
                continue
            if envelope.left:
                del self.held[envelope.member]
            # A member who just joined holds this rev already.
            self.held = {
                user: applied(state, [envelope]) if state["rev"] < envelope.rev else state
                for user, state in self.held.items()
            }


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, min_size=5, max_size=25))
def test_invariants_and_law_hold(steps: list[Any], alice: User, bob: User, carol: User, mallory: User) -> None:
    cast = [alice, bob, carol, mallory]
    screens = Screens()
    with listening() as published:
        channel = group(alice, bob, carol, kind="channel")
    screens.receive(published)
    count = 0
    for step in steps:
        with listening() as published, suppress(DomainError):
            take(step, channel, cast)
        ensure_sound(channel)
        screens.receive(published)
        count += len(of_conversation(published, channel.pk))
    assert channel.rev == 4 + count
    fresh = {str(user.pk): call(user, "GET", f"conversations/{channel.pk}") for user in cast}
    assert screens.held == {user: answer.body for user, answer in fresh.items() if answer.status == 200}
