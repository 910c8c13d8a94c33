"""Planted bugs, each of which must turn the drill red: a drill that nothing can fail proves nothing."""

from typing import NamedTuple

from tests.contract.planting import Change
from tests.media_drill.access import access
from tests.media_drill.carrying import many
from tests.media_drill.executing import executing
from tests.media_drill.killing import killing
from tests.media_drill.steps import Step

_RANGES = "media/serving/ranges.py"


class Bug(NamedTuple):
    """`shows` is the count that must not be 0 after `step`."""

    name: str
    changes: list[Change]
    step: Step
    shows: str


BUGS = [
    Bug(
        "a byte on its way out is another",
        [Change("media/serving/app.py", '"body": block, "more_body"', '"body": b"x" + block[1:], "more_body"')],
        many,
        "corrupt",
    ),
    Bug(
        "the sweep forgets an object",
        [Change("media/discarding.py", "                store().discard(slot)\n", "")],
        killing,
        "orphans",
    ),
    Bug(
        "a removed member gets links",
        [Change("media/models.py", "user=user, conversation__memberships__left_at__isnull=True)", "user=user)")],
        access,
        "leaked",
    ),
    Bug(
        "files are served with their declared type, and may run",
        [
            Change(_RANGES, "\"sandbox; default-src 'none'\"", "\"default-src * 'unsafe-inline'\""),
            Change(_RANGES, '"content-type": served.type', '"content-type": "text/html"'),
            Change(_RANGES, "as_attachment=not served.inline", "as_attachment=False"),
        ],
        executing,
        "executed",
    ),
]
