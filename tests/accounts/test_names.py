"""Names that pass for others': invisible, turned, piled up, of mixed alphabets, reserved, alike."""

import pytest

from accounts.models import User
from accounts.names import tidy_name
from tests.world import PASSWORD, Answer, Api, App, person


def register(**changes: str) -> Answer:
    body = {"username": "dora", "email": "dora@example.org", "password": PASSWORD, **changes}
    return Api()("POST", "auth/register", body)


@pytest.mark.parametrize(
    "name",
    [
        "\u200b", "\u3164", "\u2800", "\u115f\u1160", "\u00ad", "\ufeff", "\ufe0f", "\u0301", "Do\u200bra",
        "Do\u200dra",
        "Dora\u200e", "\u061cDora", "Dora\u2067", "Do\u034fra", "Dora\U000e0041", "Dora\ue000", "Dora\u0378",
        "D" + "\u0301\u0302\u0303\u0304\u0306" * 4, "\u0410lice", "Alic\u0435", "\u0391lice", "\U0001d400lice",
        "\uff21lice",
    ],
)  # fmt: skip
def test_display_name_is_refused_when_it_hides_or_piles_up_or_mixes(alice: User, name: str) -> None:
    answer = register(display_name=name)
    assert (answer.code, list(answer.body["fields"])) == ("invalid", ["display_name"])
    assert App(alice)("PATCH", "me", {"display_name": name}).code == "invalid"


@pytest.mark.parametrize(
    "name",
    ["Dörte", "Đặng Thị Hà", "Анна", "Αλέξης", "山田ひろし", "김서연", "نوید رضایی", "می\u200cخواهم", "क्\u200dष",
     "שָׁלוֹם",
     "สมชาย ใจดี", "O'Brien-Smith", "👩\u200d💻 Dev", "❤️\u200d🔥", "Anna Анна", "X Æ A-12", "🦊", "R2-D2", "東京 Tower"],
)  # fmt: skip
def test_display_names_of_the_world_are_welcome(db: None, name: str) -> None:
    assert register(display_name=name).body["user"]["display_name"] == tidy_name(name)


def test_display_name_is_kept_composed_and_with_single_spaces(db: None) -> None:
    assert register(display_name=" Do\u0308rte\u00a0\u2003  M ").body["user"]["display_name"] == "D\u00f6rte M"


@pytest.mark.parametrize(
    "name", ["admin", "ADMIN", "Adm1n", "sup.port", "here", "a11", "every-one", "channel", "system", "r00t"]
)
def test_reserved_username_is_refused(alice: User, name: str) -> None:
    answer = register(username=name)
    assert (answer.code, list(answer.body["fields"])) == ("invalid", ["username"])
    assert App(alice)("PATCH", "me", {"username": name}).code == "invalid"


@pytest.mark.parametrize("name", ["aIice", "a1ice", "A1ice"])
def test_username_that_looks_like_anothers_is_taken(alice: User, bob: User, name: str) -> None:
    answer = register(username=name)
    assert (answer.code, list(answer.body["fields"])) == ("conflict", ["username"])
    assert App(bob)("PATCH", "me", {"username": name}).code == "conflict"
    assert register(username=f"{name}2").status == 201


@pytest.mark.parametrize(
    "name",
    [
        "\u0430\u0440\u0440\u04cf\u0435", "\u0410\u0420\u0420\u04c0\u0415", "\uff41\uff50\uff50\uff4c\uff45",
        "\U0001d41a\U0001d429\U0001d429\U0001d425\U0001d41e",
    ],
    ids=["small", "capital", "full width", "bold"],
)  # fmt: skip
@pytest.mark.parametrize("whose", ["username", "display_name"])
def test_display_name_in_another_alphabet_conflicts_when_it_looks_like_a_taken_name(
    bob: User, name: str, whose: str
) -> None:
    person("apple") if whose == "username" else person("root1", display_name="Apple")
    answer = register(display_name=name)
    assert (answer.code, list(answer.body["fields"])) == ("conflict", ["display_name"])
    assert App(bob)("PATCH", "me", {"display_name": name}).code == "conflict"


@pytest.mark.parametrize("name", ["Сара", "Нора", "Роса", "Вера", "Анна", "ΑΝΝΑ", "Ёж"])
def test_display_name_in_another_alphabet_is_accepted_when_it_looks_like_no_other(
    alice: User, bob: User, name: str
) -> None:
    assert register(display_name=name).status == 201
    person("sara", display_name="Sara")
    assert App(bob)("PATCH", "me", {"display_name": name}).status == 200


def test_display_name_may_look_like_the_username_of_the_same_person(db: None) -> None:
    app = App(person("apple"))
    assert app("PATCH", "me", {"display_name": "\u0430\u0440\u0440\u04cf\u0435"}).status == 200


def test_username_may_change_to_what_looks_like_ones_own(alice: User) -> None:
    assert App(alice)("PATCH", "me", {"username": "Alice"}).status == 200
    assert App(alice)("PATCH", "me", {"username": "a1ice"}).status == 200


def test_reserved_name_that_one_has_may_be_kept(db: None) -> None:
    app = App(person("admin"))
    assert app("PATCH", "me", {"username": "Admin", "display_name": "A"}).status == 200
