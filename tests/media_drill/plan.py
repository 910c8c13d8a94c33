"""The sizes of the quick and the full drill."""

from typing import NamedTuple

MIB = 1024 * 1024


class Plan(NamedTuple):
    """Sizes in bytes. `waits`: whether to wait until a link expires, which takes a minute."""

    large: int
    files: int
    each: int
    kills: int
    waits: bool


QUICK = Plan(large=48 * MIB, files=6, each=MIB, kills=1, waits=False)
WHOLE = Plan(large=1024 * MIB, files=20, each=8 * MIB, kills=3, waits=True)
