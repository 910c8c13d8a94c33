"""Malicious files, with a real worker: each is refused for a reason or harmless, and work continues."""

import asyncio
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from media.processing import ffmpeg
from media.processing.outcome import Film
from media.processing.running import run
from tests.contract.world import World
from tests.media import corpus
from tests.media.files import Sending, put_up
from tests.media.harmful import harmful

pytestmark = [pytest.mark.long, pytest.mark.timeout(600)]


async def test_none_stops_the_worker_and_each_has_its_end(world: World, tmp_path: Path) -> None:
    alice = await world.person("alice")
    garden = await world.group(alice)
    sent = []
    files = await asyncio.to_thread(harmful, tmp_path)
    for name, data, end in files:
        sending = await Sending.begin(alice, garden, data, name=name, type="image/png")
        await sending.send()
        await sending.complete()
        sent.append((sending, name, end))
    for sending, name, end in sent:
        found = await sending.settled(120)
        assert (name[-20:], found.get("reason") or found["kind"]) == (name[-20:], end)
        assert not set(found["name"]) & set("/\\\r\n\0\u202e")
        assert len(found["name"]) <= 255
        if found["state"] == "ready" and found["kind"] != "picture":
            got = await world.http.get(await sending.link())
            assert got.headers["content-type"] == "application/octet-stream"
            assert got.headers["content-disposition"].startswith("attachment")
    whole = await put_up(alice, garden, corpus.photograph(tmp_path / "after.jpg").read_bytes())
    assert (await whole.settled())["kind"] == "picture"


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as line:
        line.setblocking(False)
        yield line


def _playlists(url: str) -> dict[str, str]:
    return {
        "it.m3u8": f"#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:10.0,\n{url}/a.ts\n#EXT-X-ENDLIST\n",
        "it.ffconcat": f"ffconcat version 1.0\nfile '{url}/a.mp4'\n",
        "it.mpd": f'<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><Period><BaseURL>{url}/'
        '</BaseURL><AdaptationSet mimeType="video/mp4"><Representation id="1" bandwidth="1"><BaseURL>a.mp4</BaseURL>'
        "</Representation></AdaptationSet></Period></MPD>",
        "it.sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\n",
    }


def test_no_playlist_makes_it_ask_an_address(tmp_path: Path, listener: socket.socket) -> None:
    made = tmp_path / "made"
    made.mkdir()
    for name, text in _playlists(f"http://127.0.0.1:{listener.getsockname()[1]}").items():
        source = tmp_path / name
        source.write_text(text)
        assert not isinstance(run(source, made), Film)
        with pytest.raises(ffmpeg.Failed):
            ffmpeg.convert(source, "-f", "null", "-")
    with pytest.raises(BlockingIOError):
        listener.accept()
