"""The users that a body mentions, and the bound on the time this takes. tests/rules has what counts as a mention."""

import pytest

from messaging.mentioning.names import names_in
from notifications.deciding.keywords import has_keyword


def test_every_name_is_found_in_lower_case() -> None:
    assert mentioned('Hello @Bob, *@carol* and _@dave_, "@Erin.smith-2."') == {"bob", "carol", "dave", "erin.smith-2"}


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
        "[" * 200_000,
        "[a](" * 50_000,
        "[a](b " * 33_000,
        "a@" * 100_000,
        "a" * 200_000,
        "a@b" + ".c" * 100_000,
        "\\" * 200_000,
        "\\`" * 100_000,
        "_" * 200_000 + "a",
        "a" + "_" * 200_000 + "a",
        "> a\n- b\n`c\n" * 20_000,
    ],
)
@pytest.mark.timeout(30)
def test_a_hostile_body_ends(body: str) -> None:
    """Ten times the limit of a body: a cost that grows faster than its length would exceed half a minute."""
    assert "bob" in mentioned(f"@bob\n\n{body}@bob")
    assert not has_keyword(body, ["b" * 40])
    assert has_keyword(f"a a\n\n{body}", ["`", "a a"])


def mentioned(body: str) -> set[str]:
    return {each.name for each in names_in(body)}
