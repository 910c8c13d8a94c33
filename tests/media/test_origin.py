"""At an origin of their own files are the only content, and only the product's pages may read them."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.test import Client

from chatproject.settings.addresses import s3_origin
from chatproject.settings.environment.files import MEDIA_ORIGIN
from chatproject.settings.environment.kinds import Invalid
from media.stores import Served, Slot, store
from tests.contract.server import Services, WebProcess
from tests.media.files import content, sha256
from tests.media.test_store import put

FILES, CHAT, OTHER = "http://files.example.org", "http://chat.example.org", "http://evil.example.org"
DATA = content(1000)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("media")


@pytest.fixture(scope="module")
def web(services: Services, folder: Path) -> Iterator[WebProcess]:
    changes = {"MEDIA_ROOT": str(folder), "MEDIA_ORIGIN": FILES, "MEDIA_APP_ORIGINS": f"{CHAT}, http://127.0.0.1:1"}
    found = WebProcess(services, changes).ready()
    yield found
    assert found.complaints() == ""
    found.stop()


@pytest.fixture(autouse=True)
def _as_there(settings: Any, folder: Path) -> None:
    settings.MEDIA_ROOT, settings.MEDIA_ORIGIN = folder, FILES


@pytest.fixture
async def http(web: WebProcess) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=web.url, headers={"host": "files.example.org"}, trust_env=False) as client:
        yield client


def path(url: str) -> str:
    assert url.startswith(f"{FILES}/media/")
    return url.removeprefix(FILES)


def link() -> str:
    slot = store().begin("text/plain")
    put(store(), slot, 1, DATA)  # type: ignore[arg-type]
    store().assemble(slot, [1])
    served = Served(slot.key, "", "a.txt", "application/octet-stream", len(DATA), sha256(DATA), False)
    return path(store().sign_download(served).url)


def part(slot: Slot) -> str:
    return path(store().sign_part(slot, 1, len(DATA)).url)


async def test_files_are_there_and_nowhere_else(http: httpx.AsyncClient) -> None:
    where = link()
    got = await http.get(where)
    assert (got.status_code, got.content) == (200, DATA)
    assert got.headers["cross-origin-resource-policy"] == "cross-origin"
    assert got.headers["cache-control"].startswith("public, max-age=")
    assert got.headers["etag"] == f'"{sha256(DATA)}"'
    for host in ("chat.example.org", "127.0.0.1", "files.example.org.evil.org", "files.example.org:81"):
        assert (await http.get(where, headers={"host": host})).status_code == 404
    assert (await http.get(where, headers={"host": "FILES.example.org"})).status_code == 200


@pytest.mark.parametrize("where", ["/", "/accounts/login/", "/api/v1/me", "/media/", "/admin/", "/readyz"])
async def test_nothing_of_the_product_is_there(http: httpx.AsyncClient, where: str) -> None:
    there = await http.get(where, headers={"host": "127.0.0.1"})
    assert (there.status_code, bool(there.content)) != (404, False)
    got = await http.get(where)
    assert (got.status_code, got.content) == (404, b"")


@pytest.mark.parametrize(("page", "may"), [(CHAT, True), (OTHER, False), ("null", False), (f"{CHAT}.evil.org", False)])
async def test_only_our_pages_put_files_there(http: httpx.AsyncClient, page: str, may: bool) -> None:
    slot = store().begin("text/plain")
    asked = {"origin": page, "access-control-request-method": "PUT", "access-control-request-headers": "content-type"}
    before = await http.options(part(slot), headers=asked)
    assert before.status_code == (204 if may else 405)
    assert before.headers.get("access-control-allow-origin") == (page if may else None)
    if may:
        assert "PUT" in before.headers["access-control-allow-methods"]
        assert "content-type" in before.headers["access-control-allow-headers"]
    # The address is the permission: the browser enforces whether the page may read the response.
    sent = await http.put(part(slot), content=DATA, headers={"origin": page})
    assert sent.status_code == 200
    assert sent.headers.get("access-control-allow-origin") == (page if may else None)
    assert sent.headers["vary"] == "origin"
    assert "access-control-allow-credentials" not in sent.headers


async def test_only_our_pages_read_them(http: httpx.AsyncClient) -> None:
    where = link()
    ours, others = [await http.get(where, headers={"origin": page}) for page in (CHAT, OTHER)]
    assert ours.headers["access-control-allow-origin"] == CHAT
    assert "access-control-allow-origin" not in others.headers


async def test_without_one_files_are_at_the_products(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ORIGIN = ""
    assert store().sign_part(store().begin("a/b"), 1, 5).url.startswith("/media/parts/")


def test_pages_may_load_from_there(settings: Any, client: Client, db: None) -> None:
    """The policy is built with the settings: this only tests that it allows both kinds of use."""
    post = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert {"connect-src", "img-src", "media-src"} <= post.keys()
    assert "https:" not in post["img-src"]


def test_an_origin_is_an_origin() -> None:
    assert MEDIA_ORIGIN.read({"MEDIA_ORIGIN": " https://Files.Example.org/ "}) == "https://files.example.org"
    for wrong in ("files.example.org", "ftp://a.b", "https://a.b/c", "https://a.b?c"):
        with pytest.raises(Invalid):
            MEDIA_ORIGIN.read({"MEDIA_ORIGIN": wrong})


def test_browsers_find_a_bucket() -> None:
    assert s3_origin("", "b", "eu-west-1", False) == "https://b.s3.eu-west-1.amazonaws.com"
    assert s3_origin("http://127.0.0.1:9000", "b", "x", True) == "http://127.0.0.1:9000"
