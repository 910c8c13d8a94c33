"""Every answer of a web process carries the guarding headers; every one under /api/ is JSON."""

import json
from collections.abc import Iterator

import pytest

from tests.contract.server import Servers, Services, WebProcess
from tests.contract.sockets import NotLetIn, open_socket
from tests.contract.world import World
from tests.edge.raw import Response, ask

GUARDS = {
    "x-content-type-options",
    "content-security-policy",
    "referrer-policy",
    "x-frame-options",
    "cross-origin-opener-policy",
}
BEARER = "Authorization: Bearer nonsense"
UPGRADE = ("Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: x")


@pytest.mark.parametrize(
    ("path", "status", "headers"),
    [
        ("/healthz", 200, ()),
        ("/readyz", 200, ()),
        ("/metrics", 200, ()),
        ("/healthz", 405, ("X: method POST",)),
        ("/accounts/login/", 200, ()),
        ("/nothing", 404, ()),
        ("/nothing", 400, ("Host: evil.example",)),
        ("/static/worker.js", 200, ()),
        ("/static/nothing.js", 404, ()),
        ("/static/worker.js", 206, ("Range: bytes=0-9",)),
        ("/static/worker.js", 416, ("Range: bytes=99999999-",)),
        ("/media/objects/x/y", 403, ()),
        ("/media/parts/x", 405, ()),
        ("/api/v1/me", 401, ()),
        ("/ws/v1", 400, UPGRADE),
        ("/ws/v1", 404, ()),
    ],
)
async def test_every_answer_carries_the_guards(
    servers: Servers, path: str, status: int, headers: tuple[str, ...]
) -> None:
    method = next((line.removeprefix("X: method ") for line in headers if line.startswith("X: method")), "GET")
    response = await ask(servers.a, method, path, *headers)
    assert response.status == status
    assert response.headers.keys() >= GUARDS
    assert response.headers["x-content-type-options"] == "nosniff"
    servers.a.complaints()  # of another host's name


@pytest.mark.parametrize("path", ["/ws/v1", "/ws/v2"])
async def test_a_refused_handshake_carries_the_guards(servers: Servers, path: str) -> None:
    key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
    response = await ask(servers.a, "GET", path, *UPGRADE[:3], key)
    assert response.status == (401 if path == "/ws/v1" else 404)
    assert response.headers.keys() >= GUARDS
    assert json.loads(response.body)["code"] in ("not_authenticated", "not_found")


def is_error(response: Response) -> bool:
    return response.headers["content-type"] == "application/json" and bool(
        json.loads(response.body).keys() >= {"code", "detail"}
    )


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "PROPFIND"])
@pytest.mark.parametrize("own", [(), (BEARER,), ("Cookie: sessionid=abcdefghijklmnopqrstuvwxyz012345",)])
@pytest.mark.parametrize(
    "path",
    ["/api", "/api/", "/api/v1", "/api/v1/", "/api/v2/me", "/api/v1/nothing", "/api/v1/me/", "/api/v1/%ff", "/api/%zz"],
)
async def test_an_unknown_address_of_the_api_answers_json(
    servers: Servers, path: str, own: tuple[str, ...], method: str
) -> None:
    response = await ask(servers.a, method, path, *own)
    assert (response.status, is_error(response)) == (404, True)


@pytest.mark.parametrize("path", ["/api/v1/me", "/api/v1/schema", "/api/v1/auth/token", "/api/v1/docs/"])
async def test_a_method_that_is_not_there_is_named_with_those_that_are(servers: Servers, path: str) -> None:
    asked = await ask(servers.a, "OPTIONS", path)
    response = await ask(servers.a, "DELETE", path)
    assert response.status in (401, 405)
    assert is_error(response)
    assert asked.status == 204 or is_error(asked)
    assert response.status == 401 or response.headers["allow"] == asked.headers["allow"]


async def test_a_wrong_method_of_a_caller_is_405(world: World) -> None:
    alice = await world.person("alice")
    response = await ask(world.home, "DELETE", "/api/v1/me/email/confirmation", f"Authorization: Bearer {alice.access}")
    assert (response.status, is_error(response)) == (405, True)
    assert "POST" in response.headers["allow"]


async def test_another_hosts_name_is_refused_in_json(servers: Servers) -> None:
    response = await ask(servers.a, "GET", "/api/v1/me", "Host: evil.example")
    assert (response.status, is_error(response)) == (400, True)
    servers.a.complaints()


async def test_a_head_is_answered_as_the_get_without_its_body(servers: Servers) -> None:
    response = await ask(servers.a, "HEAD", "/api/v1/schema", body=b"")
    assert response.status == 200


@pytest.fixture(scope="module")
def in_production(services: Services) -> Iterator[WebProcess]:
    """A process that has TLS before it, as the proxy in front says."""
    changes = {"CONTRACT_SETTINGS": json.dumps({"TLS": True})}
    process = WebProcess(services, changes).ready()
    yield process
    process.stop()


@pytest.mark.parametrize("path", ["/api/v1/auth/token", "/api/v1/me", "/api/nothing", "/media/objects/x/y"])
async def test_without_tls_the_api_refuses_and_never_redirects(in_production: WebProcess, path: str) -> None:
    response = await ask(in_production, "POST", path, body=b"{}")
    assert (response.status, response.code) == (403, "forbidden")
    assert "location" not in response.headers
    response = await ask(in_production, "POST", path, "X-Forwarded-Proto: https", body=b"{}")
    assert response.status != 403 or path.startswith("/media")
    assert response.headers["strict-transport-security"]


async def test_without_tls_pages_redirect_and_probes_answer(in_production: WebProcess) -> None:
    page = await ask(in_production, "GET", "/accounts/login/")
    assert (page.status, page.headers["location"][:8]) == (301, "https://")
    assert (await ask(in_production, "GET", "/healthz")).status == 200


async def test_without_tls_no_socket_opens(in_production: WebProcess) -> None:
    with pytest.raises(NotLetIn) as refused:
        await open_socket(in_production, headers={"authorization": "Bearer x"})
    assert refused.value.status == 403
    with pytest.raises(NotLetIn) as refused:
        await open_socket(in_production, headers={"authorization": "Bearer x", "x-forwarded-proto": "https"})
    assert refused.value.status == 401
