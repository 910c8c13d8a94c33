"""How much of it all, in the quick drill and in the whole one."""

from typing import NamedTuple


class Plan(NamedTuple):
    """`kills` and `floods` are how often the worker is killed and the broker emptied; `outage` are seconds for which a
    push service fails; `timed` are messages whose way is timed, `pause` seconds apart.

    Of the channel: `members`, `sends` to it and as many to a small group, and how many of these are `drained`.
    """

    kills: int
    floods: int
    outage: float
    timed: int
    pause: float
    members: int
    sends: int
    drained: int


QUICK = Plan(kills=2, floods=2, outage=3, timed=20, pause=0.1, members=500, sends=50, drained=2)
WHOLE = Plan(kills=10, floods=3, outage=12, timed=200, pause=0.1, members=5_000, sends=60, drained=3)

#: Seconds from a fault's end in which everybody is told.
WITHIN = 60.0
#: Of sends to those who are not there, until the push service has them.
P99 = 5.0
#: What a message to the large channel may cost its sender, of one to five members; pushes a second that it drains with.
RATIO, RATE = 1.5, 500.0
