"""Profiles: mine, others', and finding people."""

from typing import Any

import pytest
from django.db import connection

from accounts.models import User
from tests.world import App, person


def usernames(app: App, query: str) -> list[str]:
    return [each["username"] for each in app("GET", f"users?{query}").body["items"]]


def test_my_profile_is_whole(alice: User) -> None:
    assert App(alice)("GET", "me").body == {
        "id": str(alice.pk),
        "username": "alice",
        "display_name": "Alice Liddell",
        "email": "alice@example.org",
        "time_zone": "UTC",
        "locale": "en",
        "preferences": {"enter_sends": True},
        "who_may_add": "everyone",
        "me_rev": 1,  # the app's own sign-in
    }


def test_others_see_less(alice: User, bob: User) -> None:
    answer = App(bob)("GET", f"users/{alice.pk}")
    assert answer.body == {"id": str(alice.pk), "username": "alice", "display_name": "Alice Liddell"}


@pytest.mark.parametrize("id", ["0190f0f0-0000-7000-8000-000000000000", "alice", "%00", "1"])
def test_unknown_user_is_not_found(bob: User, id: str) -> None:
    assert App(bob)("GET", f"users/{id}").code == "not_found"


def test_profile_patch_changes_only_the_given_fields(alice: User) -> None:
    app = App(alice)
    changed = app("PATCH", "me", {"display_name": " Al ", "time_zone": "Europe/Berlin", "locale": "pt-BR"})
    assert changed.status == 200
    assert app("PATCH", "me", {"preferences": {"enter_sends": False}}).body == app("GET", "me").body
    me = app("GET", "me").body
    assert (me["display_name"], me["time_zone"], me["locale"]) == ("Al", "Europe/Berlin", "pt-BR")
    assert (me["username"], me["preferences"]) == ("alice", {"enter_sends": False})
    assert app("PATCH", "me", {}).body == me


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", "al ice"),
        ("username", ""),
        ("display_name", "x" * 81),
        ("display_name", "\u2066x"),
        ("time_zone", "Moon/Base"),
        ("time_zone", "../../etc/passwd"),
        ("locale", "klingon!"),
    ],
)
def test_a_profile_that_says_nonsense_is_refused(alice: User, field: str, value: str) -> None:
    app = App(alice)
    before = app("GET", "me").body
    answer = app("PATCH", "me", {field: value})
    assert (answer.code, list(answer.body["fields"])) == ("invalid", [field])
    assert app("GET", "me").body == before


def test_a_name_may_change_its_case_and_not_become_anothers(alice: User, bob: User) -> None:
    app = App(alice)
    assert app("PATCH", "me", {"username": "Alice"}).body["username"] == "Alice"
    answer = app("PATCH", "me", {"username": "BOB"})
    assert (answer.status, answer.code, list(answer.body["fields"])) == (409, "conflict", ["username"])


@pytest.mark.parametrize("field", ["id", "email", "is_staff", "is_superuser", "is_active", "password"])
def test_profile_patch_ignores_fields_that_users_may_not_set(alice: User, field: str) -> None:
    App(alice)("PATCH", "me", {field: "x"})
    fresh = User.objects.get(pk=alice.pk)
    assert getattr(fresh, field) == getattr(alice, field)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("ali", ["alice"]),
        ("LICE", ["alice"]),
        ("liddell", ["alice"]),
        ("mar", ["bob"]),
        ("b", ["bob"]),
        ("m", ["mallory", "bob"]),
        ("li", ["alice"]),
        ("o", []),
        ("alice liddell", ["alice"]),
        ("%", []),
        ("_ob", []),
        ("\\\\", []),
        ("zzz", []),
    ],
)
def test_people_are_found_by_what_they_are_called(
    alice: User, bob: User, mallory: User, words: str, found: list[str]
) -> None:
    assert usernames(App(mallory), f"search={words.replace('%', '%25')}") == found


def test_without_words_all_are_there_in_order(alice: User, bob: User, mallory: User) -> None:
    assert usernames(App(bob), "") == ["alice", "bob", "mallory"]


def test_the_deactivated_are_not_found_but_still_have_a_name(alice: User, bob: User) -> None:
    User.objects.filter(pk=alice.pk).update(is_active=False)
    app = App(bob)
    assert usernames(app, "search=alice") == []
    assert app("GET", f"users/{alice.pk}").body["username"] == "alice"
    assert usernames(app, f"ids={alice.pk}") == ["alice"]


def test_pages_follow_each_other_without_gap_or_repetition(bob: User) -> None:
    for number in range(7):
        person(f"carl{number}", display_name="Bobby" if number % 2 else "")
    app, seen, cursor = App(bob), [], ""
    while True:
        page = app("GET", f"users?search=b&limit=2&cursor={cursor}").body
        seen += [each["username"] for each in page["items"]]
        if "next_cursor" not in page:
            break
        cursor = page["next_cursor"]
    assert seen == ["bob", "carl1", "carl3", "carl5"]


def test_many_profiles_at_once(alice: User, bob: User) -> None:
    unknown = "0190f0f0-0000-7000-8000-000000000000"
    assert set(usernames(App(bob), f"ids={alice.pk},{unknown},nonsense,{bob.pk}")) == {"alice", "bob"}
    assert usernames(App(bob), "ids=") == []


@pytest.mark.parametrize(
    "query", [f"ids={'x,' * 201}", f"search={'x' * 101}", "limit=0", "limit=x", "cursor=x", "search=%00"]
)
def test_questions_have_bounds(bob: User, query: str) -> None:
    assert App(bob)("GET", f"users?{query}").code == "invalid"


def test_others_addresses_are_not_searched(alice: User, bob: User) -> None:
    assert usernames(App(bob), "search=example.org") == []


@pytest.mark.parametrize("words", ["ali", "al", "alice"])
def test_a_search_uses_the_indexes(alice: User, words: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = User.objects.matching(words).explain()
    assert "user_username_trigrams" in plan
    assert "user_display_name_trigrams" in plan


def test_signing_in_uses_the_indexes(alice: User) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        by_name = User.objects.called("alice").explain()
        by_address = User.objects.claiming("alice@example.org").explain()
    assert "user_username_unique" in by_name
    assert "user_email" in by_address


def test_a_page_of_people_is_one_question(alice: User, bob: User, django_assert_num_queries: Any) -> None:
    app = App(bob)
    with django_assert_num_queries(2):
        usernames(app, "search=a")


def test_time_zone_is_visible_only_to_people_who_share_a_conversation(alice: User, bob: User, mallory: User) -> None:
    App(alice)("PATCH", "me", {"time_zone": "Asia/Tokyo"})
    group = App(alice)("POST", "conversations", {"kind": "group", "title": "Sea", "members": [str(bob.pk)]}).body["id"]
    assert App(bob)("GET", f"users/{alice.pk}").body["time_zone"] == "Asia/Tokyo"
    assert "time_zone" not in App(mallory)("GET", f"users/{alice.pk}").body
    assert "time_zone" not in App(alice)("GET", f"users/{bob.pk}").body, "Bob chose none."
    App(bob)("DELETE", f"conversations/{group}/members/{bob.pk}")
    assert "time_zone" not in App(bob)("GET", f"users/{alice.pk}").body


def test_profile_shows_the_block_of_the_viewer_but_not_of_the_person(alice: User, bob: User) -> None:
    App(alice)("PUT", f"me/blocks/{bob.pk}")
    assert App(alice)("GET", f"users/{bob.pk}").body["is_blocked"] is True
    assert "is_blocked" not in App(bob)("GET", f"users/{alice.pk}").body


def test_profile_says_that_an_account_is_deactivated(alice: User, bob: User) -> None:
    alice.is_active = False
    alice.save(update_fields=["is_active"])
    assert App(bob)("GET", f"users/{alice.pk}").body["is_deactivated"] is True
