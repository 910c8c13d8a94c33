"""What stands in a notification is read, not rendered."""

import pytest

from notifications.plain import plain_text


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("Are you *there*?", "Are you there?"),
        ("**Now**, __or__ ~~never~~", "Now, or never"),
        ("```python\nprint(1)\n```", "print(1)"),
        ("run `make *` now", "run make * now"),
        ("see [the plan](https://example.org/a_b)", "see the plan"),
        ("> said he\nand *she*", "said he and she"),
        ("2 * 3 * 4 and snake_case_name", "2 * 3 * 4 and snake_case_name"),
        ("  a\n\n\tb  ", "a b"),
        ("", ""),
    ],
)
def test_its_marks_are_gone(markdown: str, expected: str) -> None:
    assert plain_text(markdown, 240) == expected


def test_of_a_long_one_only_the_beginning_is_looked_at() -> None:
    assert plain_text("a" * 20_000, 10) == "a" * 40
