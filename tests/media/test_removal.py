"""A removed member's links to the conversation's files expire within a minute."""

import time
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from asgiref.sync import async_to_sync
from django.conf import settings

from accounts.models import User
from conversations.models import Conversation
from conversations.operations.removing import remove_member
from media.serving.app import MediaApp
from media.stores import signing
from tests.media.test_sweeping import DATA, post, ready
from tests.world import App

pytestmark = pytest.mark.long


async def _get(path: str) -> httpx.Response:
    transport = httpx.ASGITransport(app=MediaApp(None))
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        return await client.get(path)


def later(monkeypatch: pytest.MonkeyPatch, seconds: int) -> None:
    """Moves the clock by which links are checked `seconds` ahead."""
    moment = time.time() + seconds
    monkeypatch.setattr(signing, "time", SimpleNamespace(time=lambda: moment))


@pytest.fixture
def links(alice: User, bob: User, garden: Conversation) -> dict[str, Any]:
    """The links that a member got just before their removal."""
    file = ready(alice, garden)
    post(alice, garden, file)
    bobs = App(bob)
    link = bobs("POST", f"attachments/{file.pk}/link", {}).body["url"]
    content = bobs("GET", f"attachments/{file.pk}/content").response
    remove_member(actor=alice, conversation_id=garden.pk, user_id=bob.pk)
    assert bobs("POST", f"attachments/{file.pk}/link", {}).code == "not_found"
    assert bobs("GET", f"attachments/{file.pk}/content").code == "not_found"
    return {"link": link.removeprefix("http://testserver"), "content": content["Location"], "said": content}


@pytest.mark.parametrize("name", ["link", "content"])
def test_a_minute_later_it_is_dead(links: dict[str, Any], monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    get = async_to_sync(_get)
    assert get(links[name]).content == DATA
    later(monkeypatch, 61)
    answer = get(links[name])
    assert (answer.status_code, answer.content) == (403, b"")


def test_a_browser_keeps_the_redirect_for_less_than_the_link_lives(links: dict[str, Any]) -> None:
    kept = links["said"]["Cache-Control"]
    assert kept.startswith("private, max-age=")
    assert 0 < int(kept.rpartition("=")[2]) < settings.MEDIA_LINK_SECONDS <= 60
