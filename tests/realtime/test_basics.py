from tests.contract.server import Servers
from tests.contract.world import World


async def test_two_people_talk_across_processes(world: World, servers: Servers) -> None:
    alice, bob = await world.cast("alice", "bob")
    garden = await world.group(alice, bob)
    one, other = await alice.connect(servers.a), await bob.connect(servers.b)
    said = await one.send(garden, "hello")
    event = await other.hear("message", conversation=garden)
    assert event["message"]["body"] == "hello"
    assert event["rev"] == said["rev"]
