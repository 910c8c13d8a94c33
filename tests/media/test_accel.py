"""Behind nginx the bytes are served by nginx: only nginx receives their location."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from media.serving.app import MediaApp
from media.stores import Served, Slot, store
from media.stores.signing import GetObject, expiry, sign
from tests.contract.server import Services, WebProcess
from tests.media.files import MIB, content, sha256
from tests.media.nginx import CHAT, FILES, nginx
from tests.media.test_store import put

pytestmark = pytest.mark.long

KEY = "abcd" + "0" * 36


@pytest.fixture
def app(settings: Any) -> MediaApp:
    settings.MEDIA_ACCEL_PREFIX = "/-/media/"
    return MediaApp(None)


async def ask(
    app: MediaApp, method: str = "GET", *, seconds: int = 60, asked: dict[str, str] | None = None
) -> tuple[int, dict[str, str]]:
    may = GetObject(
        served=Served(KEY, "", "a b.txt", "application/octet-stream", 1000, "0" * 64, False), expires=expiry(seconds)
    )
    scope = {
        "method": method,
        "path": f"/media/objects/{sign(may)}/a b.txt",
        "headers": [(name.encode(), value.encode()) for name, value in (asked or {}).items()],
    }
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, None, send)
    assert [message.get("body") for message in sent] == [None, b""]
    return sent[0]["status"], {name.decode(): value.decode() for name, value in sent[0]["headers"]}


@pytest.mark.parametrize(("method", "headers"), [("GET", {}), ("HEAD", {}), ("GET", {"range": "bytes=5-9"})])
async def test_nginx_is_told_where_it_is(app: MediaApp, method: str, headers: dict[str, str]) -> None:
    status, post = await ask(app, method, asked=headers)
    assert status == 200
    assert post["x-accel-redirect"] == f"/-/media/objects/ab/cd/{KEY}"
    assert post["content-type"] == "application/octet-stream"
    assert post["content-disposition"] == 'attachment; filename="a b.txt"'
    assert "content-range" not in post


async def test_without_a_living_permission_it_is_not(app: MediaApp) -> None:
    status, post = await ask(app, seconds=-1)
    assert (status, post) == (403, {"cache-control": "no-store", "content-length": "0"})


# The real one

DATA = content(MIB + 321)
NAME = "Grüße.html"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("media")


@pytest.fixture(scope="module")
def front(services: Services, folder: Path) -> Iterator[str]:
    """Runs nginx in front of a web process, on an origin for files only."""
    changes = {
        "MEDIA_ROOT": str(folder),
        "MEDIA_ACCEL_PREFIX": "/-/media/",
        "MEDIA_ORIGIN": f"https://{FILES}",
        "MEDIA_APP_ORIGINS": f"https://{CHAT}",
    }
    web = WebProcess(services, changes).ready()
    with nginx([web.port], folder) as address:
        yield address
    assert web.complaints() == ""
    web.stop()


@pytest.fixture
async def http(front: str, folder: Path, settings: Any) -> AsyncIterator[httpx.AsyncClient]:
    settings.MEDIA_ROOT = folder
    async with httpx.AsyncClient(base_url=front, headers={"host": FILES}, trust_env=False) as client:
        yield client


@pytest.fixture
def link(folder: Path, settings: Any) -> str:
    settings.MEDIA_ROOT = folder
    slot = store().begin("text/html")
    put(store(), slot, 1, DATA)  # type: ignore[arg-type]
    store().assemble(slot, [1])
    return store().sign_download(of(slot)).url


def of(slot: Slot) -> Served:
    return Served(slot.key, "", NAME, "application/octet-stream", len(DATA), sha256(DATA), False)


async def test_accel_response_has_the_bytes_and_our_headers(http: httpx.AsyncClient, link: str) -> None:
    got = await http.get(link, headers={"origin": f"https://{CHAT}"})
    assert (got.status_code, got.content) == (200, DATA)
    assert got.headers["content-type"] == "application/octet-stream"
    assert got.headers["content-disposition"] == "attachment; filename*=utf-8''Gr%C3%BC%C3%9Fe.html"
    assert got.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert got.headers["x-content-type-options"] == "nosniff"
    assert got.headers["cross-origin-resource-policy"] == "cross-origin"
    assert got.headers["referrer-policy"] == "no-referrer"
    assert got.headers["access-control-allow-origin"] == f"https://{CHAT}"
    assert got.headers["cache-control"].startswith("public, max-age=")
    assert "x-accel-redirect" not in got.headers
    assert "access-control-allow-origin" not in (await http.get(link)).headers


async def test_accel_answers_ranges_and_head(http: httpx.AsyncClient, link: str) -> None:
    part = await http.get(link, headers={"range": "bytes=1000-1999"})
    assert (part.status_code, part.content) == (206, DATA[1000:2000])
    assert part.headers["content-range"] == f"bytes 1000-1999/{len(DATA)}"
    head = await http.head(link)
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", str(len(DATA)))
    again = await http.get(link, headers={"range": "bytes=0-9", "if-range": head.headers["etag"]})
    assert again.content == DATA[:10]
    assert (await http.get(link, headers={"range": f"bytes={len(DATA)}-"})).status_code == 416


async def test_nobody_goes_past_us(http: httpx.AsyncClient, link: str, folder: Path) -> None:
    path = next(each for each in (folder / "objects").rglob("*") if each.is_file())
    where = f"/-/media/{path.relative_to(folder)}"
    assert (await http.get(where)).status_code == 404
    assert (await http.get(where, headers={"host": CHAT})).status_code == 404
    altered = await http.get(link.replace("/objects/W", "/objects/X", 1))
    assert (altered.status_code, altered.content) == (403, b"")
    assert (await http.get(link, headers={"host": CHAT})).status_code == 404
    assert (await http.get("/", headers={"host": CHAT})).status_code in (200, 302)
    assert (await http.get("/")).status_code == 404
    assert (await http.get("/media/")).status_code == 404


async def test_parts_pass_it_straight(http: httpx.AsyncClient) -> None:
    data, slot = content(8 * MIB), store().begin("text/plain")
    assert (await http.put(store().sign_part(slot, 1, len(data)).url, content=data)).status_code == 200
    assert store().parts(slot) == {1: len(data)}
    assert (await http.put(store().sign_part(slot, 2, len(data)).url, content=data[:-1])).status_code == 400
    store().discard(slot)
