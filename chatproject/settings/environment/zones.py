"""The kind of variables that name a time zone."""

from dataclasses import dataclass
from zoneinfo import available_timezones

from chatproject.settings.environment.kinds import Variable


@dataclass(frozen=True)
class Zone(Variable[str]):
    """The IANA name of a time zone."""

    @property
    def accepts(self) -> str:
        return "the name of a time zone, like Europe/Berlin"

    def parse(self, written: str) -> str:
        if written not in available_timezones():
            raise ValueError
        return written
