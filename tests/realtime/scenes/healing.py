"""Changes without published events are found by reconciliation."""

import asyncio
import json
import time
from uuid import uuid4

from tests.contract.client import Person
from tests.contract.elsewhere import Elsewhere
from tests.contract.mirror import Mirror
from tests.contract.server import Servers, Services
from tests.contract.world import World
from tests.realtime.scenes.playing import scene


@scene
async def what_was_told_to_nobody_is_found_within_fifteen_seconds(
    world: World, servers: Servers, services: Services
) -> None:
    """Committed by a process that never published, in conversations without other activity."""
    alice, bob, carol, dave = await world.cast("alice", "bob", "carol", "dave")
    garden, shed = await world.group(alice, bob, carol), await world.group(alice, bob)
    mirrors = [await Mirror.begin(bob, await bob.connect(process)) for process in servers.both]
    removed, coming = await carol.connect(servers.b), await dave.connect(servers.b)
    ended = await (other := await bob.sign_in()).connect(servers.a)
    (device,) = [each["id"] for each in (await other.get("me/devices"))["items"] if each["current"]]
    with await asyncio.to_thread(Elsewhere, services) as elsewhere:
        await asyncio.to_thread(commit_everything, elsewhere, world.people, garden, device)
        began = time.monotonic()
        head = (await bob.get(f"conversations/{garden}"))["rev"]
        assert head == 4 + 7
        rest = [
            removed.receive("gone", conversation=garden, within=15),
            coming.receive("conversation", within=15),
            coming.receive("user", within=15),
            ended.closed(15),
        ]
        *_, code = await asyncio.gather(*(mirror.reach(garden, head, 15) for mirror in mirrors), *rest)
        assert time.monotonic() - began < 15
    assert code == 4401
    for mirror in mirrors:
        await mirror.reach_own((await bob.get("me"))["me_rev"], 15)
        await mirror.compare(garden)
        await mirror.compare_own()
    assert not removed.received("message", conversation=garden)
    # A member whose conversation was found again receives the next message.
    await alice.send(garden, "live", at=servers.a)
    await coming.receive("message", conversation=garden, rev=head + 1)
    assert not any(mirror.socket.received("message", conversation=shed) for mirror in mirrors)


def commit_everything(elsewhere: Elsewhere, people: list[Person], garden: str, device: str) -> None:
    alice, bob, carol, dave = people
    do = elsewhere.do
    do("conversations.operations.removing.remove_member", alice, conversation_id=garden, user_id=carol.id)
    sending = "tests.verbs.send_message"
    for body in ("one", "two"):
        do(sending, alice, conversation=garden, client_id=str(uuid4()), body=body)
    do("tests.verbs.edit_message", alice, conversation=garden, seq=1, body="uno")
    do("tests.verbs.add_reaction", alice, conversation=garden, seq=1, emoji="👍")
    do("conversations.operations.renaming.change_conversation", alice, conversation_id=garden, title="Orchard")
    do("conversations.operations.adding.add_member", alice, conversation_id=garden, user_id=dave.id)
    do("accounts.operations.signing_out.end_device", bob, device=device)
    do("conversations.operations.personalising.personalise_conversation", bob, conversation_id=garden, pinned=True)
    do("accounts.operations.editing_profile.edit_profile", bob, display_name="Robert")


@scene
async def one_removed_and_added_unheard_gets_nothing_of_the_time_between(
    world: World, servers: Servers, services: Services
) -> None:
    """With `joined` history, messages found later are filtered by the current membership."""
    alice, bob = await world.cast("alice", "bob")
    garden = await world.group(alice, bob, history="joined")
    await alice.send(garden, "before")
    mirror = await Mirror.begin(bob, await bob.connect(servers.b))
    await alice.send(garden, "while bob is in", at=servers.b)
    await mirror.reach(garden, 5)
    with await asyncio.to_thread(Elsewhere, services) as elsewhere:
        fields = {"conversation_id": garden, "user_id": bob.id}
        sending = "tests.verbs.send_message"
        steps = [
            ("conversations.operations.removing.remove_member", fields),
            (sending, {"conversation": garden, "client_id": str(uuid4()), "body": "a secret"}),
            ("conversations.operations.adding.add_member", fields),
        ]
        for operation, about in steps:
            await asyncio.to_thread(elsewhere.do, operation, alice, **about)
    last = await alice.send(garden, "after", at=servers.a)
    await mirror.reach(garden, last["rev"], 15)
    await mirror.compare(garden)
    assert mirror.copies[garden].whole["membership"]["first_seq"] == 4
    assert "a secret" not in json.dumps(mirror.socket.frames)
    assert mirror.socket.received("gone", conversation=garden)
