"""A person with data in every feature, files and a picture."""

from pathlib import Path
from typing import Any

import pytest

from accounts.models import User
from chatproject.privacy import erasing
from conversations.models import Conversation
from media.discarding import discard_bytes
from media.models import Attachment
from media.operations.picturing import change_avatar, change_picture
from messaging.search.following import catch_up
from tests.media.test_sweeping import begun, ready
from tests.media.test_sweeping import post as post_file
from tests.pictures import square
from tests.privacy import planting
from tests.privacy.living import EXPORTED, SECRET, Life
from tests.world import PASSWORD, App, browser, person


def caller(user: User) -> Any:
    app = App(user)

    def call(method: str, path: str, data: Any = None) -> Any:
        answer = app(method, path, data)
        assert answer.status < 300, (method, path, answer.body)
        return answer.body

    return call


@pytest.fixture(autouse=True)
def _swift(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()
    settings.MEDIA_WORKSHOP = settings.DATA_DIR / "media-workshop"
    settings.MEDIA_ROOT = settings.DATA_DIR / "media"
    monkeypatch.setattr(erasing, "_LONGEST_PAUSE", 0.0)
    monkeypatch.setattr(discard_bytes, "delay", discard_bytes)


@pytest.fixture
def life() -> Life:
    """A person with data in every feature, and files and a picture in the store."""
    me, friend = person("plantedname"), person("bob")
    change_avatar(actor=me, image=square(64))
    lived = Life(caller(me), caller(friend), PASSWORD)
    lived.planted["username"] = "plantedname"
    lived.live()
    change_picture(actor=me, conversation_id=lived.own, image=square(65))
    shared = Conversation.objects.get(pk=lived.shared)
    row = ready(me, shared)
    Attachment.objects.filter(pk=row.pk).update(name=lived.plant("name of a file", after=".bin"))
    lived.forward(lived.friend, post_file(me, shared, row))
    begun(me, shared)
    browser(me)
    words = lived.plant_all(EXPORTED, SECRET)
    planting.plant_more("plantedname", "bob", lived.shared, words)
    catch_up()
    return lived
