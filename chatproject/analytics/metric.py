"""What a metric is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from chatproject.analytics.days import WEEK
from chatproject.analytics.models import Figure


class Unit(StrEnum):
    PEOPLE = "people"
    ACCOUNTS = "accounts"
    MESSAGES = "messages"
    CONVERSATIONS = "conversations"
    USES = "uses"
    NOTIFICATIONS = "notifications"
    ERRORS = "errors"
    SECONDS = "seconds"
    BYTES = "bytes"


class Source(StrEnum):
    """What a metric counts, if it is deleted after days that staff choose."""

    MESSAGES = "messages"


class Every(StrEnum):
    """What one figure is about."""

    DAY = "day"
    WEEK = "week"

    @property
    def span(self) -> timedelta:
        return WEEK if self is Every.WEEK else timedelta(days=1)


@dataclass(frozen=True, kw_only=True, eq=False)
class Metric:
    """A number that is counted for each day or week. The page, the API and the documentation show `definition`.

    Each statement of `sql` returns rows of (part, value, people). Without statements, the server records the figures
    when something happens.
    """

    name: str
    title: str
    unit: Unit
    definition: str
    #: The end of its definition, if several metrics of a chart share it: the page shows it once.
    note: str = ""
    sql: tuple[str, ...] = ()
    every: Every = Every.DAY
    #: The labels of its parts. A part that is not listed is its own label.
    parts: Mapping[str, str] = field(default_factory=dict)
    #: Whether its parts add up to a total that is shown.
    is_partition: bool = False
    #: The present state, which cannot be counted later.
    is_snapshot: bool = False
    #: Whether it is final only one day later, when it is counted again.
    is_final_later: bool = False
    #: How many days before its day it reads what is deleted after a while, and after how many days that is.
    looks_back: int = 0
    source_kept_days: int | None = None
    source: Source | None = None

    @property
    def weighed(self) -> str:
        """What `weight` counts."""
        return Unit.PEOPLE if self.unit in (Unit.SECONDS, Unit.BYTES) else self.unit

    def weight(self, figures: Iterable[Figure]) -> float:
        """Returns how much these figures were counted from: less if it was deleted before they were counted again."""
        if self.weighed is self.unit:
            return sum(each.value for each in figures)
        return max((each.people or 0 for each in figures), default=0)

    @property
    def own_definition(self) -> str:
        return self.definition.removesuffix(self.note).strip()

    def label(self, part: str) -> str:
        return self.parts.get(part, part) if part else self.title
