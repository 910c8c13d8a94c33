"""Notifications show plain text instead of Markdown. tests/rules has the cases."""

from notifications.delivery.plain import plain_text


def test_plain_text_reads_only_the_beginning_of_a_long_body() -> None:
    assert plain_text("a" * 20_000, 10) == "a" * 40
