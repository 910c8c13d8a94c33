"""All scenarios by name, in the order they run."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass

from bench.outcome import Outcome
from bench.scenarios.base import Options
from bench.scenarios.footprint import footprint
from bench.scenarios.history import history
from bench.scenarios.idle import churn, idle
from bench.scenarios.mixed import mixed
from bench.scenarios.sending import big_room, calm, small_rooms
from bench.scenarios.storm import storm
from bench.servers.base import Server


@dataclass(frozen=True)
class Scenario:
    """`is_ours_alone`: it uses Parlance's contract. `wants_fresh_processes`: it measures memory.

    `is_repeated`: other load on the machine affects it, so it runs in every round.
    """

    run: Callable[[Server, Options], Coroutine[None, None, Outcome]]
    is_ours_alone: bool = False
    wants_fresh_processes: bool = False
    is_repeated: bool = False


CATALOGUE = {
    "footprint": Scenario(footprint, is_ours_alone=True),
    "history": Scenario(history, is_repeated=True),
    "small-rooms": Scenario(small_rooms, is_repeated=True),
    "calm": Scenario(calm, is_repeated=True),
    "big-room": Scenario(big_room, is_repeated=True),
    "mixed": Scenario(mixed, is_ours_alone=True),
    "storm": Scenario(storm, is_ours_alone=True),
    "idle": Scenario(idle, wants_fresh_processes=True),
    "churn": Scenario(churn, is_ours_alone=True, wants_fresh_processes=True),
}
