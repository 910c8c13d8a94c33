"""Notifications show plain text instead of Markdown. tests/rules has the cases."""

from notifications.plain import plain_text


def test_of_a_long_one_only_the_beginning_is_looked_at() -> None:
    assert plain_text("a" * 20_000, 10) == "a" * 40
