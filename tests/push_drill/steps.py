"""The type of a step of the drill."""

from collections.abc import Awaitable, Callable

from tests.push_drill.crowd import Crowd
from tests.push_drill.plan import Plan
from tests.push_drill.tally import Tally

Step = Callable[[Crowd, Plan], Awaitable[Tally]]
