"""The ladder of roles: who may do what to whom, as one table."""

import pytest

from accounts.models import User
from tests.conversations.world import call, give_role, group, membership
from tests.world import Answer

ROLES = ("owner", "admin", "member")

#: What the actor may do, by their own role and the other member's.
REMOVE = {("owner", "owner"), ("owner", "admin"), ("owner", "member"), ("admin", "member")}
#: Roles that may give and take roles at all, whatever the other member's role.
PROMOTE = {("owner", other) for other in ROLES}
#: The roles in which each role may add a member.
ADD = {("owner", "owner"), ("owner", "admin"), ("owner", "member"), ("admin", "member"), ("member", "member")}
CHANGE = {"owner", "admin"}


def expected(is_allowed: bool) -> str:
    return "ok" if is_allowed else "forbidden"


@pytest.fixture(params=["group", "channel"])
def stage(request: pytest.FixtureRequest, alice: User, bob: User, carol: User) -> "Stage":
    return Stage(request.param, alice, bob, carol)


class Stage:
    """Alice owns; Bob acts in a role; Carol is who it is done to."""

    def __init__(self, kind: str, alice: User, bob: User, carol: User) -> None:
        self.conversation = group(alice, bob, carol, kind=kind)
        self.bob, self.carol = bob, carol

    def play(self, actor: str, other: str) -> None:
        give_role(self.conversation, self.bob, actor)
        give_role(self.conversation, self.carol, other)

    def bob_does(self, method: str, path: str, data: dict[str, str] | None = None) -> Answer:
        return call(self.bob, method, f"conversations/{self.conversation.pk}{path}", data)


@pytest.mark.parametrize("other", ROLES)
@pytest.mark.parametrize("actor", ROLES)
def test_removing(stage: Stage, actor: str, other: str) -> None:
    stage.play(actor, other)
    done = stage.bob_does("DELETE", f"/members/{stage.carol.pk}")
    assert done.code == expected((actor, other) in REMOVE)
    assert membership(stage.conversation, stage.carol).is_active == (done.code != "ok")


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("other", ROLES)
@pytest.mark.parametrize("actor", ROLES)
def test_changing_the_role_of_another(stage: Stage, actor: str, other: str, role: str) -> None:
    stage.play(actor, other)
    done = stage.bob_does("PATCH", f"/members/{stage.carol.pk}", {"role": role})
    assert done.code == expected((actor, other) in PROMOTE)
    assert membership(stage.conversation, stage.carol).role == (role if done.code == "ok" else other)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("actor", ROLES)
def test_changing_ones_own_role(stage: Stage, actor: str, role: str) -> None:
    stage.play(actor, "member")
    done = stage.bob_does("PATCH", f"/members/{stage.bob.pk}", {"role": role})
    assert done.code == expected(actor == "owner")
    assert membership(stage.conversation, stage.bob).role == (role if done.code == "ok" else actor)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("actor", ROLES)
def test_adding(stage: Stage, mallory: User, actor: str, role: str) -> None:
    stage.play(actor, "member")
    done = stage.bob_does("POST", "/members", {"user": str(mallory.pk), "role": role})
    assert done.code == expected((actor, role) in ADD)


@pytest.mark.parametrize("change", [{"title": "New"}, {"topic": "New"}, {"history": "joined"}])
@pytest.mark.parametrize("actor", ROLES)
def test_changing_title_topic_and_history(stage: Stage, actor: str, change: dict[str, str]) -> None:
    stage.play(actor, "member")
    assert stage.bob_does("PATCH", "", change).code == expected(actor in CHANGE)
    stage.conversation.refresh_from_db()
    [(name, value)] = change.items()
    assert (getattr(stage.conversation, name) == value) == (actor in CHANGE)


@pytest.mark.parametrize("actor", ROLES)
def test_inviting_and_leaving_is_for_all(stage: Stage, actor: str) -> None:
    stage.play(actor, "member")
    assert stage.bob_does("POST", "/invitations", {}).status == 201
    assert stage.bob_does("DELETE", f"/members/{stage.bob.pk}").status == 204
