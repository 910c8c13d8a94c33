"""Planted bugs, each of which must turn the drill red: a drill that nothing can fail proves nothing."""

from typing import NamedTuple

from tests.faults.planted import Change
from tests.push_drill.steps import Step


class Bug(NamedTuple):
    """`shows` is the count that must not be 0 after `step`."""

    name: str
    changes: list[Change]
    step: Step
    shows: str


BUGS: list[Bug] = []
