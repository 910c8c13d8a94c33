"""Times that users send."""

from datetime import UTC, datetime

from chatproject.contract.errors import Invalid


def in_utc(moment: datetime | None, field: str) -> datetime | None:
    """Returns the time as it is stored and shown.

    Raises Invalid for one past the calendar, which cannot be read back.
    """
    try:
        return moment and moment.astimezone(UTC)
    except OverflowError as error:
        raise Invalid(f"{field} must be nearer to the present.", fields={field: ["Too far away."]}) from error
