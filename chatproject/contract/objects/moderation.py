"""Reports to the staff."""

from uuid import UUID

from chatproject.contract.objects.base import Shape


class Reported(Shape):
    """The staff received the report."""

    id: UUID
