"""The sizes of the quick and the full drill."""

from typing import NamedTuple


class Plan(NamedTuple):
    """`kills` and `floods` are how often the worker is killed and the broker emptied; `ways` are those in which push
    services fail, each for `outage` seconds; `timed` are messages whose way is timed, `pause` seconds apart.

    Of the channel: `members`, `sends` to it and as many to a small one, how many of these are `drained`, and at which
    `rate` of pushes a second at least.
    """

    kills: int
    floods: int
    ways: tuple[str, ...]
    outage: float
    timed: int
    pause: float
    members: int
    sends: int
    drained: int
    rate: float


QUICK = Plan(
    kills=1,
    floods=1,
    ways=("busy",),
    outage=2,
    timed=20,
    pause=0.1,
    members=500,
    sends=50,
    drained=2,
    rate=100,
)
WHOLE = Plan(
    kills=10,
    floods=3,
    ways=("error", "busy", "hang"),
    outage=12,
    timed=200,
    pause=0.1,
    members=5_000,
    sends=60,
    drained=3,
    rate=500,
)

#: Seconds from a fault's end within which every member must be notified.
WITHIN = 60.0
#: Seconds from a send to absent members until the push service has it.
P99 = 5.0
#: How many times as long a send to the large channel may take as one to five members.
RATIO = 1.5
