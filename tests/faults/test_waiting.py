"""Waiting ends when nothing is left, and fails when nothing moves."""

import pytest

from tests.faults.waiting import none_left


async def test_wait_ends_when_none_are_left() -> None:
    counts = iter([3, 3, 4, 2, 1, 0])
    await none_left(lambda: next(counts), lambda: "stuck")
    assert list(counts) == []


async def test_wait_fails_with_the_reason_when_they_become_no_fewer() -> None:
    with pytest.raises(AssertionError, match="five are stuck"):
        await none_left(lambda: 5, lambda: "five are stuck", within=0)
