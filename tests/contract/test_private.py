"""The law of `me_rev`: what is private to a person reaches each of their devices, those that were away too."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, get_args

import pytest
from msgspec.structs import fields

from accounts.lists import ListName
from chatproject.contract.objects.sync import MyChanges
from tests.contract.client import Answer
from tests.contract.mirror import Mirror
from tests.contract.private import Scene, begin_scene, me_rev
from tests.contract.server import Servers
from tests.contract.world import World

MUTED = {"muted_until": "2040-01-01T00:00:00Z"}
KEYS = {
    "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    "auth": "BTBZMqHH6r4Tts7J_aSIgg",
}
FIELDS = ("muted_until", "pinned_at", "archived_at", "notify", "unread_from", "added_by", "me_rev")


@pytest.fixture
async def scene(world: World, servers: Servers) -> Scene:
    return await begin_scene(world, servers)


@pytest.mark.parametrize(
    "chosen",
    [MUTED, {"pinned": True}, {"archived": True}, {"notify": "nothing"}, {"unread_from": 1}],
    ids=lambda each: next(iter(each)),
)
async def test_a_setting_reaches_each_device_of_its_person(scene: Scene, chosen: dict[str, Any]) -> None:
    undone = {name: False if value is True else None for name, value in chosen.items()}
    before = await scene.bob.get(f"conversations/{scene.garden}")
    await scene.verify(lambda: scene.personalise(scene.garden, **chosen))
    await scene.verify(lambda: scene.personalise(scene.garden, **chosen), moves=0)
    await scene.come_back()
    await scene.away.socket.close()
    await scene.verify(lambda: scene.personalise(scene.garden, **undone))
    await scene.come_back()
    assert await scene.bob.get(f"conversations/{scene.garden}") == before
    assert not [event for event in scene.by_bob.events if event["type"] in ("membership", "me", "rev")]


async def test_new_added_by_reaches_a_device_that_was_away(scene: Scene) -> None:
    carol = await scene.world.person("carol")
    members = f"conversations/{scene.garden}/members"
    await scene.bob.do("POST", members, {"user": carol.id, "role": "admin"})
    assert scene.away.copies[scene.garden].whole["membership"]["added_by"] == scene.bob.id
    await scene.bob.do("DELETE", f"{members}/{scene.alice.id}")
    await carol.do("POST", members, {"user": scene.alice.id})
    await scene.come_back()
    assert scene.away.copies[scene.garden].whole["membership"]["added_by"] == carol.id
    await scene.away.compare(scene.garden)


async def test_a_profile_reaches_each_device_of_its_person(scene: Scene) -> None:
    for changes in ({"display_name": "Al"}, {"time_zone": "Asia/Tokyo"}, {"preferences": {"enter_sends": False}}):
        change = partial(scene.alice.do, "PATCH", "me", changes)
        await scene.verify(change)
        await scene.verify(change, moves=0)
    await scene.come_back()
    assert scene.away.profile["display_name"] == "Al"


@pytest.mark.parametrize(
    "chosen",
    [
        {"keywords": ["tulips"]},
        {"quiet_from": "22:00", "quiet_until": "07:30", "quiet_days": [0, 4]},
        {"privacy": "sender"},
        {"muted_until": "2040-01-01T00:00:00Z"},
        {"notify": "mentions", "notify_channels": "nothing", "first_only": True, "email_after": None},
    ],
    ids=lambda each: next(iter(each)),
)
async def test_notification_preferences_reach_each_device_of_their_person(scene: Scene, chosen: dict[str, Any]) -> None:
    change = partial(scene.alice.do, "PATCH", "notifications/preferences", chosen)
    await scene.verify(change)
    await scene.verify(change, moves=0)
    await scene.come_back()
    for mirror in (*scene.here, scene.away):
        assert mirror.choices.items() >= {name: value for name, value in chosen.items() if value is not None}.items()
    assert not [event for event in scene.by_bob.events if event["type"] in ("me", "rev")]


async def _devices(scene: Scene) -> list[Callable[[], Awaitable[Any]]]:
    async def end() -> None:
        [other, *_] = [each for each in (await scene.alice.get("me/devices"))["items"] if not each["current"]]
        await scene.alice.do("DELETE", f"me/devices/{other['id']}")

    return [scene.alice.sign_in, end]


async def _blocks(scene: Scene) -> list[Callable[[], Awaitable[Any]]]:
    return [partial(scene.alice.do, method, f"me/blocks/{scene.bob.id}") for method in ("PUT", "DELETE")]


async def _registrations(scene: Scene) -> list[Callable[[], Awaitable[Any]]]:
    address = {"channel": "webpush", "address": "https://fcm.googleapis.com/fcm/send/one", **KEYS}

    async def on(method: str, body: Any = None) -> None:
        [mine] = (await scene.alice.get("notifications/registrations"))["items"]
        await scene.alice.do(method, f"notifications/registrations/{mine['id']}", body)

    begin = partial(scene.alice.do, "POST", "notifications/registrations", address)
    return [begin, partial(on, "PATCH", {"is_enabled": False}), partial(on, "DELETE")]


async def _requests(scene: Scene) -> list[Callable[[], Awaitable[Any]]]:
    await scene.alice.do("PATCH", "me", {"who_may_add": "nobody"})
    carol = await scene.world.person("carol")

    async def answer(verb: str) -> None:
        [request] = (await scene.alice.get("conversations/requests"))["items"]
        await scene.alice.do("POST", f"conversations/requests/{request['id']}/{verb}")

    async def ask() -> None:
        rooms.append(await scene.world.group(scene.bob, carol, scene.alice))

    async def take_back() -> None:
        member = f"conversations/{rooms[-1]}/members"
        await scene.bob.do("PATCH", f"{member}/{carol.id}", {"role": "owner"})
        await scene.bob.do("DELETE", f"{member}/{scene.bob.id}")
        assert (await scene.alice.get("conversations/requests"))["items"] == []

    rooms: list[str] = []
    return [ask, partial(answer, "decline"), ask, partial(answer, "accept"), ask, take_back]


async def _saved(scene: Scene) -> list[Callable[[], Awaitable[Any]]]:
    path = f"me/saved/{scene.garden}/{(await scene.bob.send(scene.garden, 'Water the roses'))['seq']}"
    changes = [
        ("PUT", {"note": "Early"}),
        ("PATCH", {"remind_at": "2040-01-01T09:00:00Z"}),
        ("PATCH", {"done": True}),
        ("PATCH", {"done": False, "remind_at": None}),
        ("DELETE", None),
    ]
    return [partial(scene.alice.do, method, path, body) for method, body in changes]


LISTS = {
    "devices": _devices,
    "blocks": _blocks,
    "registrations": _registrations,
    "requests": _requests,
    "saved": _saved,
}


@pytest.mark.parametrize("name", LISTS)
async def test_change_of_a_private_list_reaches_each_device_of_its_person(scene: Scene, name: str) -> None:
    for act in await LISTS[name](scene):
        for mirror in (*scene.here, scene.away):
            await mirror.process()
            mirror.changed.clear()
        await scene.verify(act)
        await scene.come_back()
        await scene.away.socket.close()
        for mirror in (*scene.here, scene.away):
            assert mirror.changed == {name}
    assert not [event for event in scene.by_bob.events if event["type"] == "me"]


def test_every_private_kind_is_walked_here() -> None:
    known = {field.name for field in fields(MyChanges)} - {"id", "me_rev", "more"}
    assert known == {"memberships", "drafts", "user", "notifications", "changed"}
    names = {"requests", *get_args(ListName)}
    assert set(LISTS) == names, f"say in LISTS how they change: {names - set(LISTS)}"


async def test_refused_changes_leave_no_hole_in_me_rev(scene: Scene) -> None:
    async def act() -> None:
        assert (await scene.alice.call("PATCH", "me", {"time_zone": "Nowhere"})).code == "invalid"
        assert (await scene.alice.call("PATCH", "me", {"username": scene.bob.username})).code == "conflict"

    await scene.verify(act, moves=0)
    await scene.verify(lambda: scene.personalise(scene.garden, pinned=True))


async def test_many_changes_at_once_are_counted_without_gaps(scene: Scene) -> None:
    rooms = [await scene.world.group(scene.alice, title=str(number)) for number in range(6)]
    start = await me_rev(scene.alice)
    both = scene.servers.both

    def change(number: int) -> Awaitable[Answer]:
        path, body = f"conversations/{rooms[number % 6]}/membership", {"pinned": number % 4 < 2}
        return scene.alice.call("PATCH", path, body, at=both[number % 2])

    answers = await asyncio.gather(*map(change, range(24)), scene.alice.call("PATCH", "me", {"display_name": "Al"}))
    assert {answer.status for answer in answers} == {200}
    head = await me_rev(scene.alice)
    for mirror in scene.here:
        await mirror.reach_own(head)
        private = {event["me_rev"] for event in mirror.socket.events if event.get("me_rev", 0) > start}
        assert private - {event["me_rev"] for event in mirror.socket.received("welcome")} == set(
            range(start + 1, head + 1)
        )
        await mirror.compare_own()
    await scene.come_back()


async def test_returning_member_finds_default_settings(scene: Scene) -> None:
    """Also on a device that slept over it, and holds the settings of before."""
    await scene.personalise(scene.garden, pinned=True)
    sleeper = await Mirror.begin(scene.alice, await scene.alice.connect())
    await sleeper.socket.close()
    member = f"conversations/{scene.garden}/members"
    await scene.bob.do("DELETE", f"{member}/{scene.alice.id}")
    await scene.bob.do("POST", member, {"user": scene.alice.id})
    head = await me_rev(scene.alice)
    for mirror in scene.here:
        await mirror.reach_own(head)
        await mirror.compare_own()
    await sleeper.resume(await scene.alice.connect())
    await sleeper.compare_own()
    assert "pinned_at" not in sleeper.copies[scene.garden].whole["membership"]


async def test_the_present_one_is_told_by_welcome_and_sync(scene: Scene) -> None:
    await scene.personalise(scene.garden, pinned=True)
    head = await me_rev(scene.alice)
    socket = await scene.alice.connect()
    assert socket.received("welcome")[0]["me_rev"] == head
    private = (await socket.ask("sync", revs={}))["me"]
    assert private == {"id": scene.alice.id, "me_rev": head, "memberships": []}
    private = (await socket.ask("sync", revs={}, me_rev=head - 1))["me"]
    membership = (await scene.alice.get(f"conversations/{scene.garden}"))["membership"]
    assert private["memberships"] == [
        {"conversation": scene.garden, **{name: membership[name] for name in FIELDS if name in membership}}
    ]


async def test_a_crossing_event_is_no_loss(scene: Scene) -> None:
    """A device that receives the second change before the first asks for sync, and is complete."""
    [mirror, *_] = scene.here
    await mirror.process()
    await scene.personalise(scene.garden, pinned=True)
    await scene.personalise(scene.garden, notify="nothing")
    await mirror.socket.receive_all(2, "membership")
    first, second = mirror.socket.received("membership")
    await mirror.take(second)
    await mirror.take(first)
    assert mirror.gaps == 1
    await mirror.compare_own()
