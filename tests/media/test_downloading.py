"""A file is served by a link that is valid for a minute, with the safest headers for its reader."""

from dataclasses import dataclass
from urllib.parse import quote

import httpx
import pytest

from media.stores import Served
from media.stores.signing import GetObject, expiry, sign
from tests.contract.client import Person
from tests.contract.world import World
from tests.media.files import MIB, Sending, content, put_up, sha256
from tests.media.posting import post_message

DATA = content(MIB + 321)
NAME = 'Grüße "1";.html'


@dataclass
class Stage:
    alice: Person
    garden: str
    sent: Sending
    http: httpx.AsyncClient
    url: str

    async def get(self, **headers: str) -> httpx.Response:
        return await self.http.get(self.url, headers={name.replace("_", "-"): value for name, value in headers.items()})


@pytest.fixture
async def stage(world: World) -> Stage:
    alice = await world.person("alice")
    garden = await world.group(alice)
    sent = await put_up(alice, garden, DATA, name=NAME, type="text/html")
    return Stage(alice, garden, sent, world.http, await sent.link())


async def test_download_headers_prevent_execution(stage: Stage) -> None:
    got = await stage.get()
    assert (got.status_code, got.content) == (200, DATA)
    post = got.headers
    assert post["content-type"] == "application/octet-stream"
    assert post["content-disposition"] == f"attachment; filename*=utf-8''{quote(NAME, safe='')}"
    assert post["x-content-type-options"] == "nosniff"
    assert post["content-security-policy"] == "sandbox; default-src 'none'"
    assert post["cross-origin-resource-policy"] == "same-origin"
    assert post["referrer-policy"] == "no-referrer"
    assert post["etag"] == f'"{sha256(DATA)}"'
    assert post["accept-ranges"] == "bytes"
    assert post["cache-control"].startswith("private, max-age=")
    assert 35 <= int(post["cache-control"].rpartition("=")[2]) <= 60


async def test_head_says_the_same_without_the_bytes(stage: Stage) -> None:
    got, head = await stage.get(), await stage.http.head(stage.url)
    assert (head.status_code, head.content) == (200, b"")
    own = {"date", "cache-control", "x-request-id"}
    assert {k: v for k, v in head.headers.items() if k not in own} == {
        k: v for k, v in got.headers.items() if k not in own
    }


@pytest.mark.parametrize(
    ("asked", "first", "end"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=0-", 0, len(DATA)),
        ("bytes=1000-1999", 1000, 2000),
        (f"bytes={MIB}-", MIB, len(DATA)),
        ("bytes=-500", len(DATA) - 500, len(DATA)),
        (f"bytes=-{10 * MIB}", 0, len(DATA)),
        (f"bytes=5-{10 * MIB}", 5, len(DATA)),
    ],
)
async def test_a_range_of_it(stage: Stage, asked: str, first: int, end: int) -> None:
    got = await stage.get(range=asked)
    assert (got.status_code, got.content) == (206, DATA[first:end])
    assert got.headers["content-range"] == f"bytes {first}-{end - 1}/{len(DATA)}"


@pytest.mark.parametrize("asked", ["bytes=0-1,5-6", "bytes=9-1", "bytes=-", "lines=0-1", "bytes=a-b", "bytes=١-٢"])
async def test_unsupported_range_gets_the_whole_file(stage: Stage, asked: str) -> None:
    got = await stage.http.get(stage.url, headers={b"range": asked.encode()})
    assert (got.status_code, got.content) == (200, DATA)


@pytest.mark.parametrize("asked", [f"bytes={len(DATA)}-", "bytes=-0", f"bytes={10**17}-"])
async def test_beyond_its_end_there_is_nothing(stage: Stage, asked: str) -> None:
    got = await stage.get(range=asked)
    assert (got.status_code, got.content) == (416, b"")
    assert got.headers["content-range"] == f"bytes */{len(DATA)}"


async def test_matching_etag_gets_no_bytes_again(stage: Stage) -> None:
    etag = f'"{sha256(DATA)}"'
    assert (await stage.get(if_none_match=etag)).status_code == 304
    assert (await stage.get(if_none_match='"other"')).status_code == 200
    assert (await stage.get(range="bytes=0-9", if_range=etag)).status_code == 206
    assert (await stage.get(range="bytes=0-9", if_range='"other"')).content == DATA


# Permission


async def test_an_ex_member_gets_no_link(world: World) -> None:
    alice, bob, mallory = await world.cast("alice", "bob", "mallory")
    garden = await world.group(alice, bob)
    sent = await put_up(alice, garden, DATA)
    await post_message(alice, garden, sent.id)
    for path in ("GET attachments/{}", "POST attachments/{}/link"):
        method, _, where = path.format(sent.id).partition(" ")
        assert (await bob.call(method, where)).status == 200
        assert (await mallory.call(method, where)).code == "not_found"
    await alice.do("DELETE", f"conversations/{garden}/members/{bob.id}")
    assert (await bob.call("GET", f"attachments/{sent.id}")).code == "not_found"
    assert (await bob.call("POST", f"attachments/{sent.id}/link")).code == "not_found"


async def test_former_member_cannot_use_files_they_own(world: World) -> None:
    alice, bob = await world.cast("alice", "bob")
    garden = await world.group(alice, bob)
    ready, begun = await put_up(bob, garden, DATA), await Sending.begin(bob, garden, DATA)
    assert await ready.link()
    await alice.do("DELETE", f"conversations/{garden}/members/{bob.id}")
    assert (await bob.call("POST", f"attachments/{ready.id}/link")).code == "not_found"
    assert (await bob.call("POST", f"uploads/{begun.id}/parts", {"numbers": [1]})).code == "not_found"
    assert (await bob.call("POST", f"uploads/{begun.id}/complete")).code == "not_found"
    assert (await bob.call("DELETE", f"uploads/{begun.id}")).status == 204


# Invalid permissions


def forged(sent: Sending, seconds: int, key: str = "0" * 40) -> str:
    served = Served(key, "", "photo.jpg", "image/jpeg", len(DATA), sha256(DATA), True)
    may = GetObject(served=served, expires=expiry(seconds))
    return f"{sent.owner.home.url}/media/objects/{sign(may)}/photo.jpg"


async def test_a_link_is_dead_after_its_time(stage: Stage) -> None:
    assert (
        await stage.http.get(forged(stage.sent, seconds=60))
    ).status_code == 404  # validly signed: there is no such key
    got = await stage.http.get(forged(stage.sent, seconds=-1))
    assert (got.status_code, got.content) == (403, b"")


@pytest.mark.parametrize("place", [0, 10, -50, -1])
async def test_an_altered_link_says_nothing(stage: Stage, place: int) -> None:
    head, _, name = stage.url.rpartition("/")
    start, _, token = head.rpartition("/")
    at = place % len(token)
    altered = token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :]
    got = await stage.http.get(f"{start}/{altered}/{name}")
    assert (got.status_code, got.content) == (403, b"")
    assert (await stage.get()).status_code == 200


async def test_a_link_is_for_one_method_and_one_name(stage: Stage) -> None:
    assert (await stage.http.put(stage.url, content=b"x")).status_code == 405
    assert (await stage.http.get(stage.url.replace("/media/objects/", "/media/parts/"))).status_code == 405
    token = stage.url.split("/")[-2]
    put = await stage.http.put(f"{stage.alice.home.url}/media/parts/{token}", content=DATA)
    assert put.status_code == 403
    assert (await stage.http.get(f"{stage.url}.exe")).status_code == 404


async def test_a_part_s_address_gives_nothing_out(stage: Stage) -> None:
    begun = await Sending.begin(stage.alice, stage.garden, DATA)
    url = (await begun.request(1))["url"]
    assert (await stage.http.get(url)).status_code == 405
    got = await stage.http.get(url.replace("/media/parts/", "/media/objects/") + "/photo.jpg")
    assert (got.status_code, got.content) == (403, b"")
