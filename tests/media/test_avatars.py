"""Pictures of users and conversations: made small and clean, each at an address that never gets another picture."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from accounts.models import User
from conversations.models import Conversation
from media import tasks
from media.operations import picturing
from media.operations.picturing import change_avatar, change_picture, remove_avatar, remove_picture
from media.stores import store
from tests.conversations.world import call, event, give_role, listening
from tests.media.test_store import files
from tests.media.test_sweeping import make_old, ready
from tests.pictures import square
from tests.world import App, browser


def jpeg(width: int, height: int) -> bytes:
    """Red to the left, blue in the middle, and the place where it was taken."""
    image = Image.new("RGB", (width, height), "red")
    image.paste("blue", (width // 3, 0, width - width // 3, height))
    place = Image.Exif()
    place[0x010F] = "Camera of Alice"
    file = io.BytesIO()
    image.save(file, "JPEG", exif=place)
    return file.getvalue()


def shown(path: str) -> Any:
    return Client().get(path)


def kept(root: Path) -> int:
    return len(files(root))


@pytest.fixture
def root(settings: Any) -> Path:
    return Path(settings.MEDIA_ROOT)


def test_a_picture_comes_as_bytes_of_no_named_type_too(alice: User) -> None:
    assert "avatar" in App(alice).put_picture("me/avatar", jpeg(90, 90), "application/octet-stream").body


def test_avatar_is_made_square_small_and_free_of_metadata(alice: User) -> None:
    path = App(alice).put_picture("me/avatar", jpeg(900, 300), "image/jpeg").body["avatar"]
    answer = shown(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
    assert b"Alice" not in answer.content
    with Image.open(io.BytesIO(answer.content)) as image:
        assert (image.format, image.size) == ("WEBP", (512, 512))
        red, _, blue = image.convert("RGB").getpixel((256, 256))  # type: ignore[misc]
    assert blue > 200 > 50 > red


def test_avatar_is_cached_without_end_and_sandboxed(alice: User) -> None:
    change_avatar(actor=alice, image=square())
    alice.refresh_from_db()
    answer = shown(f"/media/avatars/{alice.avatar}.webp")
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert "Set-Cookie" not in answer


def test_avatar_appears_wherever_the_user_does(alice: User, bob: User, garden: Conversation) -> None:
    assert "avatar" not in call(bob, "GET", f"users/{alice.pk}").body
    mine = App(alice)
    path = mine.put_picture("me/avatar", square()).body["avatar"]
    assert call(bob, "GET", f"users/{alice.pk}").body["avatar"] == path
    assert {each["id"]: each.get("avatar") for each in call(bob, "GET", "users").body["items"]}[str(alice.pk)] == path
    assert mine("GET", "me").body["avatar"] == path
    assert "avatar" not in mine("DELETE", "me/avatar").body
    assert "avatar" not in call(bob, "GET", f"users/{alice.pk}").body


@pytest.mark.usefixtures("worker")
def test_the_one_before_goes(alice: User, garden: Conversation, root: Path) -> None:
    for colour in ("red", "blue"):
        with listening():
            change_avatar(actor=alice, image=square(colour=colour))
        assert kept(root) == 1
    with listening():
        remove_avatar(actor=alice)
    assert kept(root) == 0
    for colour in ("red", "blue"):
        with listening():
            change_picture(actor=alice, conversation_id=garden.pk, image=square(colour=colour))
        assert kept(root) == 1
    with listening():
        remove_picture(actor=alice, conversation_id=garden.pk)
    assert kept(root) == 0


def test_a_conversation_s_picture_is_a_durable_change(alice: User, bob: User, garden: Conversation) -> None:
    before = call(bob, "GET", f"conversations/{garden.pk}").body
    app = App(alice)
    with listening() as published:
        given = app.put_picture(f"conversations/{garden.pk}/picture", square()).body
    path = given["picture"]
    [told] = [event(each) for each in published]
    assert (told["type"], told["conversation"]["picture"]) == ("conversation", path)
    assert told["conversation"]["rev"] == before["rev"] + 1 == given["rev"]
    changes = call(bob, "GET", f"conversations/{garden.pk}/changes?since={before['rev']}").body
    assert changes["conversation"]["picture"] == path
    [listed] = call(bob, "GET", "conversations").body["items"]
    assert listed["picture"] == path
    assert browser(bob).get(path).status_code == 200
    assert "picture" not in call(alice, "DELETE", f"conversations/{garden.pk}/picture").body
    with listening() as published:
        assert call(alice, "DELETE", f"conversations/{garden.pk}/picture").body["rev"] == before["rev"] + 2
    assert published == []


def test_member_who_may_change_the_title_may_change_the_picture(
    alice: User, bob: User, mallory: User, garden: Conversation, root: Path
) -> None:
    path = f"conversations/{garden.pk}/picture"
    assert App(mallory).put_picture(path, square()).code == "not_found"
    assert App(bob).put_picture(path, square()).code == "forbidden"
    assert (call(bob, "DELETE", path).code, call(mallory, "DELETE", path).code) == ("forbidden", "not_found")
    assert kept(root) == 0
    give_role(garden, bob, "admin")
    assert App(bob).put_picture(path, square()).code == "ok"


@pytest.mark.parametrize(
    ("image", "type", "code"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "image/svg+xml", "invalid"),
        (b"GIF89a" + b"\0" * 100, "image/gif", "invalid"),
        (b"", "image/png", "invalid"),
        (b"{}", "application/json", "invalid"),
        (b"\xff" * (5 * 1024**2 + 1), "image/jpeg", "too_large"),
    ],
)
def test_avatar_is_refused_when_it_is_no_picture(alice: User, root: Path, image: bytes, type: str, code: str) -> None:
    answer = App(alice).put_picture("me/avatar", image, type)
    assert (answer.code, kept(root)) == (code, 0)
    alice.refresh_from_db()
    assert alice.avatar == ""


def test_too_many_pixels_are_refused(alice: User) -> None:
    answer = App(alice).put_picture("me/avatar", square(side=9_000))
    assert (answer.code, "pixels" in answer.body["detail"]) == ("invalid", True)


def test_failed_change_leaves_no_file(alice: User, root: Path, monkeypatch: Any) -> None:
    def fail(**_: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(picturing, "set_avatar", fail)
    with pytest.raises(RuntimeError):
        change_avatar(actor=alice, image=square())
    assert kept(root) == 0


def test_a_file_of_a_message_is_not_had_by_the_address_of_a_picture(alice: User, garden: Conversation) -> None:
    row = ready(alice, garden)
    assert shown(f"/media/avatars/{row.key}.webp").status_code == 404
    assert shown(f"/media/avatars/{'0' * 40}.webp").status_code == 404


@pytest.mark.parametrize("pictured", ["person", "conversation"])
def test_the_sweep_knows_them(alice: User, garden: Conversation, root: Path, pictured: str) -> None:
    change: Callable[[], Any] = {
        "person": lambda: change_avatar(actor=alice, image=square()),
        "conversation": lambda: change_picture(actor=alice, conversation_id=garden.pk, image=square()),
    }[pictured]
    change()
    store().put("ab" * 20, picturing.VARIANT, files(root)[0], "image/webp")
    make_old(root)
    tasks.sweep_media()
    assert kept(root) == 1
    assert not list(store().variants("ab" * 20))
    tasks.discard_bytes([(files(root)[0].name.partition(".")[0], "")])
    assert kept(root) == 1
