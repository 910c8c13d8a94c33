"""How many queries each command of the socket takes: the same number in a large world as in a small one."""

from typing import Any

import pytest

from chatproject.contract.commands.socket import Sync
from chatproject.contract.verbs import VERBS
from conversations.models import Conversation
from conversations.operations.personalising import personalise_conversation
from conversations.operations.renaming import change_conversation
from messaging.operations.reading import read_history
from messaging.presence.watching import can_see_presence
from tests.queries.world import Scene, counted, undone
from tests.verbs import EXAMPLES, OPERATIONS, command_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("count", [1, 12])
def test_each_command_takes_so_many_queries_in_any_world(count: int, subtests: pytest.Subtests) -> None:
    scene = Scene(count)
    for verb in OPERATIONS:
        with subtests.test(verb.name), undone():
            command = command_of(verb, scene.values["<str:conversation>"])
            assert_takes(EXAMPLES[verb.name].queries, scene, command)


@pytest.mark.parametrize("count", [1, 12])
def test_catching_up_takes_so_many_queries_in_any_world(count: int) -> None:
    """Everything at once: what moved, what is new, what is gone, receipts."""
    scene = Scene(count)
    held = dict(list(scene.held.items())[:-1])
    gone = {"01a20bc9-c05e-74b0-9a14-95a8bc33e60b": 3}
    synced = assert_takes(6, scene, Sync(revs={**held, **gone}))
    assert (len(synced.changes), len(synced.conversations), len(synced.gone)) == (count, 1, 1)


@pytest.mark.parametrize("count", [1, 12])
def test_personal_state_takes_one_query_only_when_it_changed(count: int) -> None:
    scene = Scene(count)
    personalise_conversation(actor=scene.actor, conversation_id=next(iter(scene.held)), pinned=True)
    synced = assert_takes(5, scene, Sync(revs={}, me_rev=0))
    assert len(synced.me.memberships) == 1
    assert_takes(4, scene, Sync(revs={}, me_rev=synced.me.me_rev))


@pytest.mark.parametrize("count", [1, 12])
def test_happenings_cost_one_query_only_when_there_are_any(count: int) -> None:
    scene = Scene(count)
    room, *_ = scene.held
    heads = {str(id): rev for id, rev in Conversation.objects.filter(pk__in=scene.held).values_list("pk", "rev")}
    change_conversation(actor=scene.actor, conversation_id=room, topic="Grass")
    assert_takes(4, scene, Sync(revs=heads))
    change_conversation(actor=scene.actor, conversation_id=room, title="Meadow")
    synced = assert_takes(5, scene, Sync(revs=heads))
    assert [line.title for line in synced.changes[str(room)].happenings] == ["Meadow"]
    actor = scene.actor
    with counted() as statements:
        assert len(read_history(actor=actor, conversation=room).happenings) == 1
    assert len(statements) == 2


@pytest.mark.parametrize("count", [1, 12])
def test_can_see_presence_takes_one_query(count: int) -> None:
    scene = Scene(count)
    actor, wanted = scene.actor, [scene.values["<str:user>"], scene.values["<zoe>"]]
    with counted() as statements:
        assert can_see_presence(actor.pk, wanted) == wanted[:1]
    assert len(statements) == 1


def assert_takes(queries: int, scene: Scene, command: Any) -> Any:
    actor, verb = scene.actor, VERBS[type(command)]
    with counted() as statements:
        said = verb.make_reply(verb.run(actor, command))
    problem = (
        f"{verb.name} takes {len(statements)} queries, expected {queries} (of a verb: `queries` in tests/verbs):\n"
    )
    assert len(statements) == queries, problem + "\n".join(statements)
    return said
