"""An open socket accepts another token and stays open; one that closes gives the reason."""

import asyncio
import json
from collections.abc import Iterator
from datetime import datetime

import psycopg
import pytest

from tests.contract.client import Person
from tests.contract.elsewhere import Elsewhere
from tests.contract.server import Servers, Services, WebProcess
from tests.contract.sockets import Socket
from tests.contract.world import World

#: Seconds for which a token of the process is valid.
LIFE = 8


@pytest.fixture(scope="module")
def brief(services: Services) -> Iterator[WebProcess]:
    process = WebProcess(services, {"CONTRACT_SETTINGS": json.dumps({"ACCESS_SECONDS": LIFE})}).ready()
    yield process
    process.stop()


async def why(socket: Socket) -> tuple[int | None, str | None]:
    code = await socket.closed(30)
    return code, socket.line.close_reason


@pytest.mark.waits
async def test_a_socket_lives_until_its_new_token_expires(world: World, servers: Servers, brief: WebProcess) -> None:
    alice = await world.person("alice", brief)
    left, renewed = await alice.connect(servers.b), await alice.connect(servers.b)
    first = datetime.fromisoformat((await renewed.ask("auth", access=alice.access))["expires_at"])
    while True:
        pair = await alice.do("POST", "auth/token/refresh", {"refresh": alice.refresh})
        alice.access, alice.refresh = pair["access"], pair["refresh"]
        later = datetime.fromisoformat((await renewed.ask("auth", access=alice.access))["expires_at"])
        if (later - first).total_seconds() >= LIFE / 2:
            break
        await asyncio.sleep(1)
    assert await why(left) == (4401, "token_expired")
    assert await renewed.ask("ping") == {}
    assert await why(renewed) == (4401, "token_expired")


async def test_a_token_of_another_device_or_person_is_refused_and_the_socket_goes_on(
    world: World, alice: Person
) -> None:
    mallory, other = await world.person("mallory"), await alice.sign_in()
    socket = await alice.connect()
    for access in (mallory.access, other.access):
        assert await socket.code("auth", access=access) == "forbidden"
    for access in ("nonsense", "", alice.refresh, alice.access[:-4] + "AAAA"):
        assert await socket.code("auth", access=access) == "token_invalid"
    assert await socket.code("auth", access=alice.access) == "ok"
    page = await (await alice.browse()).connect()
    assert await page.code("auth", access=alice.access) == "forbidden"
    assert await page.ask("ping") == {}


async def test_a_token_that_was_signed_out_renews_nothing(alice: Person) -> None:
    socket = await alice.connect()
    await alice.do("POST", "auth/logout", {"refresh": alice.refresh})
    assert await why(socket) == (4401, "signed_out")


@pytest.mark.parametrize("reason", ["signed_out", "password_changed", "security_changed"])
async def test_socket_of_an_ended_device_says_why_when_no_process_told_it(
    alice: Person, services: Services, reason: str
) -> None:
    socket = await alice.connect()
    with Elsewhere(services) as elsewhere:
        elsewhere.do("accounts.operations.signing_out.end_other_devices", alice, current=None, reason=reason)
    assert await why(socket) == (4401, reason)


@pytest.mark.parametrize("reason", ["account_disabled", "account_banned"])
async def test_socket_of_a_shut_account_says_why_when_no_process_told_it(
    alice: Person, services: Services, reason: str
) -> None:
    socket = await alice.connect()
    with psycopg.connect(services.database_url, autocommit=True) as database:
        if reason == "account_banned":
            ban = "INSERT INTO moderation_ban (user_id, reason, created_at) VALUES (%s, 'Spam', now())"
            database.execute(ban, [alice.id])
        database.execute("UPDATE accounts_user SET is_active = false WHERE id = %s", [alice.id])
        database.execute("UPDATE accounts_device SET ended_at = now() WHERE user_id = %s", [alice.id])
    assert await why(socket) == (4401, reason)
