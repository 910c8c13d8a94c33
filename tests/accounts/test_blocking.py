"""Blocks."""

from accounts.models import Block, User
from tests.world import App, browser


def blocked(app: App) -> list[str]:
    return [each["username"] for each in app("GET", "me/blocks").body["items"]]


def test_a_block_is_made_listed_and_taken_back(alice: User, bob: User, mallory: User) -> None:
    app = App(alice)
    for user in (bob, mallory, mallory):
        assert app("PUT", f"me/blocks/{user.pk}").status == 204
    assert blocked(app) == ["mallory", "bob"]
    assert blocked(App(mallory)) == []
    for _ in range(2):
        assert app("DELETE", f"me/blocks/{mallory.pk}").status == 204
    assert blocked(app) == ["bob"]


def test_blocking_refuses_oneself_and_unknown_users(alice: User) -> None:
    app = App(alice)
    assert app("PUT", f"me/blocks/{alice.pk}").code == "invalid"
    assert app("PUT", "me/blocks/0190f0f0-0000-7000-8000-000000000000").code == "not_found"
    assert app("DELETE", "me/blocks/nonsense").code == "not_found"


def test_the_list_comes_in_pages(alice: User, bob: User, mallory: User) -> None:
    Block.objects.create(blocker=alice, blocked=bob)
    Block.objects.create(blocker=alice, blocked=mallory)
    app = App(alice)
    first = app("GET", "me/blocks?limit=1").body
    second = app("GET", f"me/blocks?limit=1&cursor={first['next_cursor']}").body
    assert [each["username"] for each in first["items"] + second["items"]] == ["mallory", "bob"]
    assert "next_cursor" not in second


def test_settings_list_blocked_people_and_unblock_them(alice: User, bob: User, mallory: User) -> None:
    Block.objects.create(blocker=alice, blocked=bob)
    Block.objects.create(blocker=mallory, blocked=alice)
    window = browser(alice)
    page = window.get("/settings/blocked/").content.decode()
    assert "@bob" in page
    assert "@mallory" not in page, "No one learns who blocks them."
    lifted = window.post(f"/settings/blocked/{bob.pk}/unblock/", follow=True).content.decode()
    assert "Unblocked." in lifted
    assert "@bob" not in lifted
    assert window.post("/settings/blocked/nonsense/unblock/").status_code == 302
