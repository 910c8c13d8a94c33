"""What a metric is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from chatproject.analytics.days import WEEK


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

    def label(self, part: str) -> str:
        return self.parts.get(part, part) if part else self.title
