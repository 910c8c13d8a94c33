"""What this app's REST routes answer."""

from uuid import UUID

from chatproject.lib.shapes import Shape


class Reported(Shape):
    """The report is with the staff."""

    id: UUID
