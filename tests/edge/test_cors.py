"""Pages of apps in web views read what the operator lets them, by a token and never by a cookie."""

from collections.abc import AsyncIterator, Iterator

import pytest

from chatproject.settings.environment.kinds import Invalid
from chatproject.settings.environment.people import APP_ORIGINS
from tests.contract.server import Services, WebProcess
from tests.contract.sockets import NotLetIn, open_socket
from tests.contract.world import World
from tests.edge.raw import ask

APP = "capacitor://localhost"
FOREIGN = [
    "https://evil.example",
    "capacitor://localhost.evil.example",
    "capacitor://evil",
    "null",
    "http://localhost:1",
]
PREFLIGHT = ("Access-Control-Request-Method: PATCH", "Access-Control-Request-Headers: authorization, content-type")


@pytest.fixture(scope="module")
def home(services: Services) -> Iterator[WebProcess]:
    process = WebProcess(services, {"APP_ORIGINS": f"{APP}, ionic://localhost https://LOCALHOST"}).ready()
    yield process
    process.stop()


@pytest.fixture
async def world(home: WebProcess) -> AsyncIterator[World]:
    async with World.at(home) as found:
        yield found
    assert not home.complaints()


@pytest.mark.parametrize("origin", [APP, "ionic://localhost", "https://localhost"])
@pytest.mark.parametrize("path", ["/api/v1/me", "/api/v1/conversations", "/api/v1/nothing", "/media/parts/x"])
async def test_a_preflight_of_an_app_is_answered_without_credentials(home: WebProcess, origin: str, path: str) -> None:
    response = await ask(home, "OPTIONS", path, f"Origin: {origin}", *PREFLIGHT)
    assert response.status == 204
    assert response.headers["access-control-allow-origin"] == origin
    assert "PATCH" in response.headers["access-control-allow-methods"]
    assert "authorization" in response.headers["access-control-allow-headers"]
    assert "access-control-allow-credentials" not in response.headers


async def test_an_app_reads_answers_and_refusals_of_every_endpoint(world: World) -> None:
    alice = await world.person("alice")
    garden = await world.group(alice)
    own = {"origin": APP, **alice.authorization}
    for path in ("conversations", f"conversations/{garden}/messages", "me", "nothing", "conversations?limit=0"):
        answer = await world.http.get(f"{world.home.url}/api/v1/{path}", headers=own)
        assert answer.headers["access-control-allow-origin"] == APP
        assert "retry-after" in answer.headers["access-control-expose-headers"]
        assert "access-control-allow-credentials" not in answer.headers
    file = await ask(world.home, "GET", "/media/objects/x/y", f"Origin: {APP}")
    assert (file.status, file.headers["access-control-allow-origin"]) == (403, APP)
    large = await ask(world.home, "POST", "/api/v1/auth/token", f"Origin: {APP}", body=b"x" * 1000)
    assert (large.status, large.headers["access-control-allow-origin"]) == (415, APP)


@pytest.mark.parametrize("origin", FOREIGN)
async def test_a_foreign_page_is_let_in_nowhere(world: World, origin: str) -> None:
    for path in ("/api/v1/me", "/api/v1/conversations", "/media/objects/x/y", "/"):
        for method in ("OPTIONS", "GET"):
            response = await ask(world.home, method, path, f"Origin: {origin}", *PREFLIGHT)
            assert not [name for name in response.headers if name.startswith("access-control-")]


async def test_pages_are_read_by_no_app(home: WebProcess) -> None:
    response = await ask(home, "GET", "/accounts/login/", f"Origin: {APP}")
    assert not [name for name in response.headers if name.startswith("access-control-")]


async def test_a_cookie_from_an_apps_page_proves_nothing(world: World) -> None:
    alice = await world.person("alice")
    browser = await alice.browse()
    url = f"{world.home.url}/api/v1/me"
    assert (await world.http.get(url, headers={"cookie": browser.cookie})).status_code == 200
    assert (await world.http.get(url, headers={"cookie": browser.cookie, "origin": APP})).status_code == 401
    with pytest.raises(NotLetIn) as refused:
        await open_socket(world.home, headers={"cookie": browser.cookie, "origin": APP})
    assert refused.value.status == 403


async def test_an_apps_socket_opens_by_its_token(world: World) -> None:
    alice = await world.person("alice")
    subprotocols = ["chat.v1", f"bearer.{alice.access}"]
    socket = await open_socket(world.home, subprotocols=subprotocols, headers={"origin": APP})
    await socket.receive("welcome")
    await socket.close()


@pytest.mark.parametrize(
    "word", ["*", "null", "https://*.example.org", "localhost", "https://a.example/path", "https://"]
)
def test_app_origins_refuses_words_that_match_other_origins(word: str) -> None:
    assert APP_ORIGINS.read({"APP_ORIGINS": "capacitor://localhost"}) == [APP]
    with pytest.raises(Invalid, match="APP_ORIGINS must be like"):
        APP_ORIGINS.read({"APP_ORIGINS": word})
