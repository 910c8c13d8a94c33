"""The law of `me_rev` for drafts: each device of their writer holds the newest, also one that was away."""

from typing import Any

import pytest

from tests.contract.private import Scene, begin_scene
from tests.contract.server import Servers
from tests.contract.world import World


@pytest.fixture
async def scene(world: World, servers: Servers) -> Scene:
    return await begin_scene(world, servers)


async def test_a_draft_reaches_each_device_of_its_person(scene: Scene) -> None:
    async def put(text: str, **more: Any) -> bool:
        base = scene.here[0].drafts.get(scene.garden, {}).get("me_rev", 0)
        body = {"text": text, "base": base, **more}
        answer = await scene.alice.do("PUT", f"conversations/{scene.garden}/draft", body)
        return bool(answer["is_stored"])

    await scene.verify(lambda: put("half a tho"))
    await scene.verify(lambda: put("half a tho"), moves=0)
    await scene.verify(lambda: put("half a thought", reply_to=1))
    await scene.come_back()
    await scene.away.socket.close()
    assert scene.away.drafts[scene.garden]["text"] == "half a thought"
    await scene.verify(lambda: put(""))
    await scene.come_back()
    assert scene.away.drafts[scene.garden]["text"] == ""
    assert not [event for event in scene.by_bob.events if event["type"] in ("draft", "me", "rev")]


async def test_a_draft_ends_with_the_membership_also_on_a_device_that_slept_over_it(scene: Scene) -> None:
    await scene.alice.do("PUT", f"conversations/{scene.garden}/draft", {"text": "half a tho"})
    await scene.come_back()
    await scene.away.socket.close()
    member = f"conversations/{scene.garden}/members"
    await scene.bob.do("DELETE", f"{member}/{scene.alice.id}")
    await scene.bob.do("POST", member, {"user": scene.alice.id})
    assert await scene.alice.items("me/drafts") == []
    await scene.come_back()
    assert scene.away.drafts[scene.garden]["text"] == ""
