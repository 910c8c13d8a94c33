"""Changes: the objects whose rev is greater than the given one, each in its present state."""

from typing import Any, NamedTuple

import pytest

from tests.contract.client import Person
from tests.contract.world import World


class Scene(NamedTuple):
    alice: Person
    bob: Person
    garden: str


@pytest.fixture
async def scene(world: World) -> Scene:
    """Revs 1–3 made the group; then five messages, an edit, a reaction, a title, a role, a new member and a
    departure.
    """
    alice, bob, carol = await world.cast("alice", "bob", "carol")
    garden = await world.group(alice, bob)
    path = f"conversations/{garden}"
    for n in range(5):
        await bob.send(garden, str(n))
    await bob.do("PATCH", f"{path}/messages/2", {"body": "two"})
    await alice.do("PUT", f"{path}/messages/3/reactions/👍")
    await alice.do("PATCH", path, {"title": "Orchard"})
    await alice.do("POST", f"{path}/members", {"user": carol.id})
    await alice.do("PATCH", f"{path}/members/{bob.id}", {"role": "admin"})
    await carol.do("DELETE", f"{path}/members/{carol.id}")
    return Scene(alice, bob, garden)


async def changes(scene: Scene, since: int, limit: int = 200) -> Any:
    return await scene.alice.get(f"conversations/{scene.garden}/changes?since={since}&limit={limit}")


def revs(page: Any) -> list[int]:
    """Returns the revs of the objects of a page."""
    own = [page["conversation"]["rev"]] if "conversation" in page else []
    return sorted([*own, *(each["rev"] for each in page["members"] + page["messages"] + page.get("happenings", []))])


async def test_since_the_beginning_is_everything(scene: Scene) -> None:
    page = await changes(scene, 0)
    assert (page["rev"], page["more"]) == (14, False)
    assert {message["seq"] for message in page["messages"]} == {1, 2, 3, 4, 5}
    assert page["conversation"]["title"] == "Orchard"
    assert [("left_at" in member, member["role"]) for member in sorted(page["members"], key=lambda m: m["rev"])] == [
        (False, "owner"),
        (False, "admin"),
        (True, "member"),
    ]


@pytest.mark.parametrize("since", range(15))
async def test_only_what_changed_since(scene: Scene, since: int) -> None:
    page = await changes(scene, since)
    assert page["rev"] == 14
    assert revs(page) == [rev for rev in revs(await changes(scene, 0)) if rev > since]


@pytest.mark.parametrize("limit", [1, 2, 3, 7])
async def test_pages_split_no_rev_and_lose_nothing(scene: Scene, limit: int) -> None:
    """Each page has the rev that it reaches, and begins where the previous one ended."""
    since, more = 0, True
    seen: list[int] = []
    while more:
        page = await changes(scene, since, limit)
        found = revs(page)
        assert found
        assert all(since < rev <= page["rev"] for rev in found)
        assert len(found) <= limit or len(set(found)) < len(found)
        assert not set(found) & set(seen)
        seen += found
        since, more = page["rev"], page["more"]
    assert seen == revs(await changes(scene, 0))
    assert since == 14


async def test_nothing_changed_since_the_head(scene: Scene) -> None:
    assert await changes(scene, 14) == {"rev": 14, "members": [], "messages": [], "more": False}
    assert (await changes(scene, 10**6))["messages"] == []


@pytest.mark.parametrize("query", ["since=x", "since=-1", "since=0&limit=0", "since=0&limit=-1"])
async def test_malformed_rev_is_invalid(scene: Scene, query: str) -> None:
    answer = await scene.alice.call("GET", f"conversations/{scene.garden}/changes?{query}")
    assert (answer.status, answer.code) == (400, "invalid")


async def test_every_changed_object_carries_the_rev_of_its_last_change(scene: Scene) -> None:
    messages = (await scene.alice.get(f"conversations/{scene.garden}/messages"))["items"]
    assert [(message["seq"], message["rev"]) for message in messages] == [(1, 4), (2, 9), (3, 10), (4, 7), (5, 8)]
    members = {m["user"]: m["rev"] for m in (await scene.alice.get(f"conversations/{scene.garden}"))["members"]}
    assert members == {scene.alice.id: 2, scene.bob.id: 13}
