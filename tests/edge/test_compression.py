"""Compression on request: static files are precompressed, answers compressed by their size, files never."""

import gzip
import json
from pathlib import Path

import pytest

from tests.contract.server import Servers
from tests.contract.world import World
from tests.edge.raw import Response, ask

DIST = Path(__file__).resolve().parents[2] / "static" / "dist"


def largest(ending: str) -> str:
    path = max(DIST.glob(f"assets/*{ending}"), key=lambda each: each.stat().st_size)
    return f"/static/{path.relative_to(DIST)}"


@pytest.mark.parametrize("ending", [".js", ".css"])
@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [("gzip, deflate, br", "br"), ("gzip", "gzip"), ("identity", None), ("br;q=0, gzip;q=0", None)],
)
async def test_static_files_lie_ready_in_what_browsers_take(
    servers: Servers, ending: str, accepted: str, encoding: str | None
) -> None:
    path = largest(ending)
    response = await ask(servers.a, "GET", path, f"Accept-Encoding: {accepted}")
    plain = await ask(servers.a, "GET", path)
    assert response.headers.get("content-encoding") == encoding
    assert "accept-encoding" in response.headers["vary"].lower()
    assert (len(response.body) < len(plain.body) / 2) == (encoding is not None)
    assert response.headers["cache-control"] == plain.headers["cache-control"]


def unpacked(response: Response) -> bytes:
    return gzip.decompress(response.body) if response.headers.get("content-encoding") == "gzip" else response.body


@pytest.fixture
async def own(world: World) -> tuple[str, str]:
    """A bearer, and a conversation in which much was said."""
    alice = await world.person("alice")
    garden = await world.group(alice)
    for number in range(30):
        await alice.send(garden, f"message {number} in the garden")
    return f"Authorization: Bearer {alice.access}", garden


async def test_answers_of_both_endpoints_are_compressed_by_their_size(servers: Servers, own: tuple[str, str]) -> None:
    bearer, garden = own
    history = f"/api/v1/conversations/{garden}/messages"
    for path in (history, f"{history}?limit=30", "/api/v1/docs/", "/api/v1/schema"):
        plain = await ask(servers.a, "GET", path, bearer)
        response = await ask(servers.a, "GET", path, bearer, "Accept-Encoding: br, gzip")
        assert (plain.headers.get("content-encoding"), response.headers["content-encoding"]) == (None, "gzip")
        assert len(response.body) < len(plain.body) / 2
        assert unpacked(response) == plain.body
        assert "Accept-Encoding" in response.headers["vary"]
    small = await ask(servers.a, "GET", "/api/v1/nothing", bearer, "Accept-Encoding: gzip")
    assert "content-encoding" not in small.headers
    refused = await ask(servers.a, "GET", history, bearer, "Accept-Encoding: gzip;q=0")
    assert "content-encoding" not in refused.headers
    assert json.loads(refused.body)["items"]


async def test_the_length_of_an_answer_tells_little_of_what_is_in_it(servers: Servers, own: tuple[str, str]) -> None:
    bearer, garden = own
    path = f"/api/v1/conversations/{garden}/messages"
    response = [await ask(servers.a, "GET", path, bearer, "Accept-Encoding: gzip") for _ in range(20)]
    assert len({unpacked(each) for each in response}) == 1
    assert len({len(each.body) for each in response}) > 5


async def test_a_head_has_the_headers_of_its_get(servers: Servers, own: tuple[str, str]) -> None:
    response = await ask(servers.a, "HEAD", "/api/v1/schema", "Accept-Encoding: gzip")
    assert response.status == 200
