"""Whom a body names, and which words it has."""

import pytest

from notifications.mentions import has_keyword, mentioned, said


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("@bob", {"bob"}),
        ("Hello @Bob, and @CAROL!", {"bob", "carol"}),
        ('(@bob) *@carol* _@dave_ "@erin"', {"bob", "carol", "dave", "erin"}),
        ("Ask @bob.", {"bob"}),
        ("Ask @bob.smith-jones_2...", {"bob.smith-jones_2"}),
        ("@bob's", {"bob"}),
        ("ß@bob", set()),
        ("@bobß", set()),
        ("bob@example.org", set()),
        ("first.@bob", set()),
        ("https://social.example.org/@bob", set()),
        ("https://example.org/at;@bob and @carol", {"carol"}),
        ("\\@bob", set()),
        ("@@bob", set()),
        ("@", set()),
        ("@-bob", set()),
        ("@" + "b" * 32, {"b" * 32}),
        ("@" + "b" * 33, set()),
        ("東京 @bob", {"bob"}),
    ],
)
def test_a_name_stands_behind_an_at_and_ends_where_it_ends(body: str, names: set[str]) -> None:
    assert mentioned(body) == names


@pytest.mark.parametrize(
    "body",
    [
        "`@bob`",
        "``a ` @bob``",
        "say `one\n@bob` two",
        "```\n@bob\n```",
        "```py\n@bob\n",
        "~~~\n@bob\n~~~",
        "````\n```\n@bob\n````",
        "> ```\n> @bob\n> ```",
        "- ```\n  @bob\n  ```",
        "   ```\n@bob\n   ```",
        "a\n```\n@bob\n\n@bob\n```",
    ],
)
def test_in_code_nobody_is_named(body: str) -> None:
    assert mentioned(body) == set()
    assert mentioned(f"{body}\n\n@carol") in (set(), {"carol"})


@pytest.mark.parametrize(
    "body",
    [
        "`a` @bob `c`",
        "a ` @bob",
        "a `` @bob ` c",
        "\\`@bob\\`",
        "`a\n\n@bob`",
        "```\na\n```\n@bob",
        "``` a ``` @bob",
        "> ```\n> a\n\n@bob",
        "``a`b`` @bob",
    ],
)
def test_beside_code_he_is(body: str) -> None:
    assert mentioned(body) == {"bob"}


@pytest.mark.parametrize(
    ("body", "keyword"),
    [
        ("Deploy!", "deploy"),
        ("re-deploy", "deploy"),
        ("on\n  call today", "on call"),
        ("C++ or C#", "c++"),
        ("STRASSE", "straße"),
        ("cafe\u0301", "café"),
        ("東京都に", "東京"),
        ("(.*)", ".*"),
    ],
)
def test_a_keyword_is_found_whatever_its_case(body: str, keyword: str) -> None:
    assert has_keyword(body, ["nothing", keyword])


@pytest.mark.parametrize(
    ("body", "keyword"),
    [
        ("deployed", "deploy"),
        ("xdeploy deploy_it", "deploy"),
        ("`deploy`", "deploy"),
        ("upon call", "on call"),
        ("cc++", "c++"),
        ("anything", ".*"),
        ("anything", ""),
    ],
)
def test_a_keyword_is_no_part_of_a_word_and_no_pattern(body: str, keyword: str) -> None:
    assert not has_keyword(body, [keyword])


@pytest.mark.parametrize(
    "body",
    [
        "`" * 200_000,
        " ".join("`" * n for n in range(1, 630)),
        "` `` " * 40_000,
        "@" * 200_000,
        "@a.b-" * 40_000,
        ("@" + "a" * 60 + "é ") * 3_000,
        "> " * 100_000,
        "1. " * 66_000,
        "https://" * 25_000,
        "a a" * 66_000,
    ],
)
@pytest.mark.timeout(30)
def test_a_hostile_body_ends(body: str) -> None:
    """Ten times what a body may be, and what does not grow with its length alone is not done in half a minute."""
    assert "bob" in mentioned(f"@bob\n\n{body}@bob")
    assert not has_keyword(body, ["b" * 40])
    assert has_keyword(f"a a\n\n{body}", ["`", "a a"])


def test_a_body_without_code_is_what_it_is() -> None:
    assert said("a\n\n> b") == "a\n\n> b"
