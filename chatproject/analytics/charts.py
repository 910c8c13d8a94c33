"""The charts of the page, in its order, and how each is drawn."""

from dataclasses import dataclass
from enum import StrEnum

from chatproject.analytics import metrics as m
from chatproject.analytics.metric import Metric


class Kind(StrEnum):
    LINES = "lines"
    #: The parts of the newest week.
    BARS = "bars"
    #: The parts with the largest sums.
    TOP = "top"
    COHORTS = "cohorts"


@dataclass(frozen=True)
class Chart:
    name: str
    title: str
    kind: Kind
    metrics: tuple[Metric, ...]

    @property
    def note(self) -> str:
        """What all definitions end with."""
        return self.metrics[0].note

    @property
    def is_wide(self) -> bool:
        """Whether it needs the width of the page."""
        return self.kind is Kind.COHORTS


@dataclass(frozen=True)
class Section:
    title: str
    charts: tuple[Chart, ...]


SECTIONS = (
    Section(
        "People",
        (
            Chart("active", "Active people", Kind.LINES, (m.ACTIVE_MONTH, m.ACTIVE_WEEK, m.ACTIVE_DAY)),
            Chart("joined", "Accounts created", Kind.LINES, (m.JOINED,)),
            Chart("retained", "Who stays", Kind.COHORTS, (m.RETAINED,)),
        ),
    ),
    Section(
        "Conversations",
        (
            Chart("messages", "Messages", Kind.LINES, (m.SENT,)),
            Chart("conversations", "Conversations", Kind.LINES, (m.CONVERSING, m.STARTED)),
            Chart("kinds", "Messages by kind of conversation", Kind.BARS, (m.BY_KIND,)),
            Chart("features", "Use of features", Kind.BARS, (m.FEATURES,)),
            Chart("replies", "Time to first reply", Kind.LINES, (m.FIRST_REPLY,)),
        ),
    ),
    Section(
        "Delivery",
        (
            Chart("live", "Live delivery", Kind.LINES, (m.LIVE,)),
            Chart("accepted", "Push: accepted by the push service", Kind.LINES, (m.PUSH_ACCEPTED,)),
            Chart("shown", "Push: shown by the device", Kind.LINES, (m.PUSH_SHOWN,)),
            Chart("results", "Results of notifications", Kind.BARS, (m.RESULTS,)),
        ),
    ),
    Section(
        "Server",
        (
            Chart("storage", "Storage", Kind.LINES, (m.DATABASE, m.FILES)),
            Chart("errors", "Most frequent errors", Kind.TOP, (m.ERRORS,)),
            Chart("failures", "Failed notifications and refused files", Kind.BARS, (m.FAILURES,)),
        ),
    ),
)
CHARTS = {chart.name: chart for section in SECTIONS for chart in section.charts}
