"""How much there is to restore."""

from typing import NamedTuple

MIB = 1024 * 1024


class Plan(NamedTuple):
    """`messages` that exist before people write; `files` of `each` bytes."""

    messages: int
    files: int
    each: int


QUICK = Plan(messages=20_000, files=4, each=MIB)
WHOLE = Plan(messages=1_000_000, files=64, each=16 * MIB)
