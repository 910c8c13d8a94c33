"""The type of a step of the drill."""

from collections.abc import Awaitable, Callable

from tests.media_drill.crowd import Crowd
from tests.media_drill.plan import Plan
from tests.media_drill.tally import Tally

Step = Callable[[Crowd, Plan], Awaitable[Tally]]
