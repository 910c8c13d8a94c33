"""Which connections are accepted, with which credentials, and the first frames they receive."""

import asyncio
import random
from typing import Any

import pytest

from tests.contract.client import Person
from tests.contract.server import Servers, Services, WebProcess
from tests.contract.sockets import NotLetIn, open_socket
from tests.contract.world import World


async def refusal(world: World, **about: Any) -> int:
    """Returns the status of a handshake that must fail; the response has nothing about a user."""
    with pytest.raises(NotLetIn) as refused:
        await open_socket(world.home, **about)
    assert not any(person.id.encode() in refused.value.body for person in world.people)
    return refused.value.status


async def test_a_token_in_the_header_lets_in(world: World, alice: Person) -> None:
    socket = await open_socket(world.home, headers=alice.authorization)
    assert (await socket.receive("welcome"))["user"] == alice.id
    await socket.close()


async def test_a_token_in_the_subprotocols_lets_in(world: World, alice: Person) -> None:
    socket = await open_socket(world.home, subprotocols=["chat.v1", f"bearer.{alice.access}"])
    assert socket.line.subprotocol == "chat.v1"
    assert (await socket.receive("welcome"))["user"] == alice.id
    await socket.close()


async def test_a_session_of_our_own_page_lets_in(alice: Person) -> None:
    socket = await (await alice.browse()).connect()
    assert socket.events[0]["user"] == alice.id


async def test_the_welcome_comes_first_and_says_all(alice: Person, world: World) -> None:
    await world.group(alice)
    socket = await alice.connect()
    welcome = socket.events[0]
    assert welcome["type"] == "welcome"
    assert welcome["user"] == alice.id
    assert welcome["session"]
    assert welcome["epoch"]
    assert welcome["heartbeat_ms"] == 20_000
    assert welcome["limits"]["body"] == 20_000


async def test_every_connection_is_a_session_of_one_epoch(alice: Person, servers: Servers) -> None:
    welcomes = [(await alice.connect(process)).events[0] for process in (*servers.both, servers.a)]
    assert len({welcome["session"] for welcome in welcomes}) == 3
    assert len({welcome["epoch"] for welcome in welcomes}) == 1


async def test_nobody_is_let_in_without_proof(world: World, alice: Person) -> None:
    assert await refusal(world) == 401
    assert await refusal(world, subprotocols=["chat.v1"]) == 401
    assert await refusal(world, headers={"cookie": "sessionid=abcdefghijklmnopqrstuvwxyz012345"}) in (401, 403)


@pytest.mark.parametrize("token", ["", "nonsense", "a.b.c", "é", "x" * 7000])
async def test_a_false_token_is_refused(world: World, token: str) -> None:
    headers = {"authorization": f"Bearer {token}".encode().decode("latin-1")}
    assert await refusal(world, headers=headers) == 401


async def test_an_altered_token_is_refused(world: World, alice: Person) -> None:
    head, body, signature = alice.access.split(".")
    forged = f"{head}.{body}.{signature[::-1]}"
    assert await refusal(world, headers={"authorization": f"Bearer {forged}"}) == 401
    assert await refusal(world, subprotocols=["chat.v1", f"bearer.{forged}"]) == 401


async def test_a_refresh_token_is_no_access_token(world: World, alice: Person) -> None:
    assert await refusal(world, headers={"authorization": f"Bearer {alice.refresh}"}) == 401


async def test_a_token_is_not_taken_from_the_address(world: World, alice: Person) -> None:
    assert await refusal(world, path=f"/ws/v1?token={alice.access}&access_token={alice.access}") == 401


async def test_a_signed_out_token_is_refused(world: World, alice: Person) -> None:
    await (await alice.connect()).close()
    await alice.do("POST", "auth/logout", {"refresh": alice.refresh})
    assert await refusal(world, headers=alice.authorization) == 401


async def test_a_false_token_is_not_made_good_by_a_cookie(world: World, alice: Person) -> None:
    browser = await alice.browse()
    headers = {"cookie": browser.cookie, "origin": world.home.url, "authorization": "Bearer nonsense"}
    assert await refusal(world, headers=headers) == 401


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "null",
        "http://evil.example",
        "http://{host}.evil.example",
        "http://evil-{host}",
        "http://evil.{host}",
        "https://{host}",
        "ws://{host}",
        "http://127.0.0.1",
        "http://127.0.0.1:1",
        "http://{host}/",
        "http://alice@{host}",
        "http://{host}, http://{host}",
        "{host}",
    ],
)
async def test_a_cookie_from_a_foreign_page_is_refused(world: World, alice: Person, origin: str | None) -> None:
    browser = await alice.browse()
    await (await browser.connect()).close()
    headers = {"cookie": browser.cookie}
    if origin is not None:
        headers["origin"] = origin.format(host=world.home.host)
    assert await refusal(world, headers=headers) == 403


async def test_a_token_needs_no_origin(world: World, alice: Person) -> None:
    """Apps have none, and a page that has the token may use it."""
    socket = await open_socket(world.home, headers={**alice.authorization, "origin": "http://elsewhere.example"})
    await socket.receive("welcome")
    await socket.close()


@pytest.mark.parametrize("path", ["/ws/v2", "/ws/v1/more", "/ws", "/"])
async def test_unknown_socket_path_is_refused(world: World, alice: Person, path: str) -> None:
    assert await refusal(world, path=path, headers=alice.authorization) in (403, 404)


async def test_simultaneous_connections_each_get_their_own_answer(world: World) -> None:
    """Tokens are looked up together: a refused one refuses no other, and no connection gets another user."""
    people = await world.cast(*(f"p{n}" for n in range(6)))
    left = people[0]
    await left.do("POST", "auth/logout", {"refresh": left.refresh})
    pages = [await person.browse() for person in people[1:4]]

    async def come(headers: dict[str, str]) -> str:
        try:
            socket = await open_socket(world.home, headers=headers)
        except NotLetIn as refused:
            return str(refused.status)
        user = str((await socket.receive("welcome"))["user"])
        await socket.close()
        return user

    shown = [(person.id, person.authorization) for person in people[1:]] * 5
    shown += [(page.person.id, {"cookie": page.cookie, "origin": world.home.url}) for page in pages] * 5
    shown += [("401", left.authorization), ("401", {"authorization": "Bearer a.b.c"})] * 10
    shown += [("401", {"cookie": f"sessionid={'x' * 32}", "origin": world.home.url})] * 10
    shown += [("403", {"cookie": pages[0].cookie, "origin": "http://evil.example"})] * 10
    random.shuffle(shown)
    answers = await asyncio.gather(*(come(headers) for _, headers in shown))
    assert list(answers) == [expected for expected, _ in shown]


async def test_without_a_database_a_handshake_is_told_to_come_again(alice: Person, services: Services) -> None:
    lost = WebProcess(services, {"DATABASE_URL": "postgresql://nobody@/nothing?host=/nowhere", "DATABASE_POOL": "0"})
    try:
        with pytest.raises(NotLetIn) as refused:
            await open_socket(lost, headers=alice.authorization)
        assert refused.value.status == 503
        assert b"unavailable" in refused.value.body
    finally:
        lost.stop()
