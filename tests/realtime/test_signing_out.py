"""Signing out closes open connections, at every process."""

import asyncio

from tests.contract.client import PASSWORD, Person
from tests.contract.server import Servers
from tests.contract.sockets import Socket
from tests.contract.world import World

SIGNED_OUT = 4401
AT_ONCE = 5.0


async def closed(*sockets: Socket) -> set[int | None]:
    return set(await asyncio.gather(*(socket.closed(AT_ONCE) for socket in sockets)))


async def test_logout_closes_a_devices_sockets_at_both_processes(alice: Person, servers: Servers) -> None:
    sockets = [await alice.connect(servers.a), await alice.connect(servers.b)]
    await alice.do("POST", "auth/logout", {"refresh": alice.refresh})
    assert await closed(*sockets) == {SIGNED_OUT}
    assert (await alice.call("GET", "me")).status == 401


async def test_logout_leaves_other_devices_alone(alice: Person, servers: Servers) -> None:
    other = await alice.sign_in()
    staying, going = await other.connect(servers.b), await alice.connect(servers.b)
    await alice.do("POST", "auth/logout", {"refresh": alice.refresh})
    assert await closed(going) == {SIGNED_OUT}
    assert await staying.ask("ping") == {}


async def test_a_device_is_ended_from_another(alice: Person, servers: Servers) -> None:
    lost = await alice.sign_in()
    socket = await lost.connect(servers.b)
    (device,) = [each for each in (await alice.get("me/devices"))["items"] if not each["current"]]
    await alice.do("DELETE", f"me/devices/{device['id']}")
    assert await closed(socket) == {SIGNED_OUT}
    assert (await lost.call("GET", "me")).status == 401
    assert (await lost.call("POST", "auth/token/refresh", {"refresh": lost.refresh})).code == "token_invalid"


async def test_nobody_ends_anothers_device(alice: Person, world: World) -> None:
    mallory = await world.person("mallory")
    socket = await alice.connect()
    (device,) = (await alice.get("me/devices"))["items"]
    assert (await mallory.call("DELETE", f"me/devices/{device['id']}")).code == "not_found"
    assert await socket.ask("ping") == {}


async def test_a_stolen_refresh_token_ends_the_family(alice: Person, servers: Servers) -> None:
    """A forged logout of it does nothing; only the real token ends the device."""
    socket = await alice.connect(servers.b)
    forged = alice.refresh[:-4] + "AAAA"
    assert (await alice.call("POST", "auth/logout", {"refresh": forged})).code == "token_invalid"
    assert await socket.ask("ping") == {}


async def test_signing_out_of_the_page_closes_its_socket(alice: Person, servers: Servers) -> None:
    browser = await alice.browse()
    socket = await browser.connect(servers.b)
    form = {"csrfmiddlewaretoken": browser.cookies["csrftoken"]}
    response = await alice.http.post(
        f"{browser.home.url}/accounts/logout/", data=form, headers={"cookie": browser.cookie}
    )
    assert response.status_code == 302, response.text
    assert await closed(socket) == {SIGNED_OUT}


async def test_refreshing_leaves_the_socket_open(alice: Person) -> None:
    socket = await alice.connect()
    await alice.do("POST", "auth/token/refresh", {"refresh": alice.refresh})
    assert await socket.ask("ping") == {}
    assert socket.is_open


async def test_changed_password_closes_sockets_with_that_reason(alice: Person, servers: Servers) -> None:
    other = await alice.sign_in()
    staying, going = await alice.connect(servers.a), await other.connect(servers.b)
    await alice.do("POST", "me/password", {"current_password": PASSWORD, "new_password": "four other long words"})
    assert await closed(going) == {SIGNED_OUT}
    assert going.line.close_reason == "password_changed"
    assert await staying.ask("ping") == {}
