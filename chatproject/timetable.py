"""Beat's timetable, kept in memory."""

import logging
from typing import Any

from celery.beat import ScheduleEntry, Scheduler, SchedulingError

log = logging.getLogger(__name__)


class Timetable(Scheduler):
    def apply_entry(self, entry: ScheduleEntry, producer: Any = None) -> None:
        """Sends a due task. If the queue takes none, the log has a line; Celery's own would hold a stack each time."""
        try:
            self.apply_async(entry, producer=producer, advance=False)
        except SchedulingError as error:
            log.error("cannot send the task %s", entry.task, exc_info=error.__context__ or error)
