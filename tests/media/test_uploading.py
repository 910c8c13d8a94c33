"""A file is uploaded in parts, in any order, through any web process, and downloaded unchanged."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable

import pytest

from tests.contract.world import World
from tests.media.conftest import Yard
from tests.media.files import MIB, Sending, content, put_up, sha256, split
from tests.media.posting import post_message


@pytest.mark.both_stores
async def test_a_file_comes_back_the_same(world: World) -> None:
    alice, bob = await world.cast("alice", "bob")
    garden = await world.group(alice, bob)
    data = content(20 * MIB)
    sending = await Sending.begin(alice, garden, data, sha256=sha256(data))
    assert (sending.upload["part_size"], sending.upload["parts"]) == (8 * MIB, 3)
    assert (sending.upload["received"], sending.upload["state"]) == ([], "uploading")
    await sending.send(3, 1, 2)
    assert await sending.received() == [1, 2, 3]
    assert (await sending.complete())["state"] == "pending"
    assert await sending.settled() == {
        "id": sending.id,
        "name": "photo.jpg",
        "type": "application/octet-stream",
        "kind": "file",
        "size": len(data),
        "sha256": sha256(data),
        "state": "ready",
    }
    await post_message(alice, garden, sending.id)
    got = await world.http.get(await sending.link(bob))
    assert (got.status_code, sha256(got.content)) == (200, sha256(data))


async def test_both_web_processes_are_one_server(world: World, yard: Yard) -> None:
    """Signed by one, sent to the other: the address contains everything the other needs."""
    alice = await world.person("alice")
    data = content(100)
    sending = await Sending.begin(alice, await world.group(alice), data)
    request = await sending.request(1)
    _, port, path = split(request["url"])
    assert port == yard.servers.a.port
    answer = await world.http.put(f"{yard.servers.b.url}{path}", content=data)
    assert answer.status_code == 200
    assert await sending.received() == [1]


async def test_a_part_may_be_sent_again(world: World) -> None:
    alice = await world.person("alice")
    data = content(1000)
    sending = await Sending.begin(alice, await world.group(alice), data, sha256=sha256(data))
    request = await sending.request(1)
    assert (await sending.put(request, content(1000, seed=2))).status_code == 200
    assert (await sending.put(request, data)).status_code == 200
    await sending.complete()
    assert (await sending.settled())["state"] == "ready"


async def test_two_at_once_do_not_mix(world: World) -> None:
    alice = await world.person("alice")
    one, other = content(4 * MIB, seed=1), content(4 * MIB, seed=2)
    sending = await Sending.begin(alice, await world.group(alice), one)
    request = await sending.request(1)
    answers = await asyncio.gather(*(sending.put(request, body) for body in (one, other) * 3))
    assert [answer.status_code for answer in answers] == [200] * 6
    await sending.complete()
    assert (await sending.settled())["sha256"] in (sha256(one), sha256(other))


async def test_a_cut_connection_leaves_nothing_and_the_upload_goes_on(world: World, yard: Yard) -> None:
    alice = await world.person("alice")
    data = content(9 * MIB)
    sending = await Sending.begin(alice, await world.group(alice), data, sha256=sha256(data))
    await sending.send(2)
    before = yard.files()
    host, port, path = split((await sending.request(1))["url"])
    _, writer = await asyncio.open_connection(host, port)
    writer.write(f"PUT {path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {8 * MIB}\r\n\r\n".encode())
    writer.write(data[: 3 * MIB])
    await writer.drain()
    await _until(lambda: len(yard.files()) == len(before) + 1, "the part is on its way")
    assert await sending.received() == [2]
    writer.transport.abort()
    await _until(lambda: yard.files() == before, "nothing is left of it")
    await sending.send(*({1, 2} - set(await sending.received())))
    await sending.complete()
    assert (await sending.settled())["sha256"] == sha256(data)


@pytest.mark.both_stores
@pytest.mark.timeout(600)
async def test_twenty_files_at_once(world: World) -> None:
    alice = await world.person("alice")
    garden = await world.group(alice)
    sent = await asyncio.gather(*(put_up(alice, garden, content(MIB, seed)) for seed in range(20)))
    for seed, sending in enumerate(sent):
        got = await world.http.get(await sending.link())
        assert sha256(got.content) == sha256(content(MIB, seed))


@pytest.mark.both_stores
async def test_completing_twice_is_harmless(world: World) -> None:
    alice = await world.person("alice")
    sending = await Sending.begin(alice, await world.group(alice), content(1000))
    await sending.send()
    answers = await asyncio.gather(*(sending.complete() for _ in range(5)))
    assert {answer["id"] for answer in answers} == {sending.id}
    ready = await sending.settled()
    assert ready["state"] == "ready"
    assert await sending.complete() == ready


@pytest.mark.both_stores
async def test_upload_with_the_wrong_hash_is_rejected(world: World, yard: Yard) -> None:
    alice = await world.person("alice")
    before = yard.files()
    sending = await Sending.begin(alice, await world.group(alice), content(1000), sha256="0" * 64)
    await sending.send()
    await sending.complete()
    found = await sending.settled()
    assert (found["state"], found["reason"]) == ("rejected", "hash_mismatch")
    assert (await alice.call("POST", f"attachments/{sending.id}/link")).code == "conflict"
    await _until(lambda: yard.files() == before, "its bytes are gone")


async def test_a_cancelled_upload_is_gone(world: World, yard: Yard) -> None:
    alice = await world.person("alice")
    before = yard.files()
    sending = await Sending.begin(alice, await world.group(alice), content(9 * MIB))
    requests = await sending.requests()
    await sending.send(1)
    assert yard.files() != before
    assert (await alice.call("DELETE", f"uploads/{sending.id}")).status == 204
    await yard.becomes(before)
    assert (await sending.put(requests[1])).status_code == 404
    assert (await alice.call("GET", f"uploads/{sending.id}")).code == "not_found"
    assert yard.files() == before


@pytest.mark.both_stores
async def test_after_completion_no_part_is_taken(world: World) -> None:
    alice = await world.person("alice")
    data = content(1000)
    sending = await Sending.begin(alice, await world.group(alice), data)
    request = await sending.request(1)
    await sending.put(request)
    await sending.complete()
    assert (await sending.settled())["state"] == "ready"
    assert (await sending.put(request, content(1000, seed=2))).status_code == 404
    assert (await alice.call("POST", f"uploads/{sending.id}/parts", {"numbers": [1]})).code == "conflict"
    assert (await world.http.get(await sending.link())).content == data


@pytest.mark.parametrize(("sent", "status"), [(999, 400), (1001, 413)])
async def test_a_part_has_the_size_that_was_signed(world: World, yard: Yard, sent: int, status: int) -> None:
    alice = await world.person("alice")
    sending = await Sending.begin(alice, await world.group(alice), content(1000))
    before = yard.files()
    request = await sending.request(1)
    assert (await sending.put(request, content(sent))).status_code == status
    assert yard.files() == before
    assert (await sending.put(request)).status_code == 200


async def test_a_part_says_its_size(world: World) -> None:
    async def unsaid() -> AsyncIterator[bytes]:
        yield content(1000)

    alice = await world.person("alice")
    sending = await Sending.begin(alice, await world.group(alice), content(1000))
    request = await sending.request(1)
    assert (await world.http.put(request["url"], content=unsaid())).status_code == 411
    assert await sending.received() == []


async def _until(is_so: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < deadline, f"not so: {what}"
        await asyncio.sleep(0.05)
