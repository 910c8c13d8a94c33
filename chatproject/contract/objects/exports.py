"""The export of everything that a server holds of a person."""

from datetime import datetime

from chatproject.contract.objects.base import Shape


class Export(Shape, kw_only=True):
    """`state` is queued, working, ready or failed; `percent` says how far it is.

    When it is ready, it can be downloaded until `expires_at`. `size` is in bytes.
    """

    state: str
    percent: int
    created_at: datetime
    size: int | None = None
    expires_at: datetime | None = None


class ExportLink(Shape):
    """`url` downloads the zip file without a sign-in, until `expires_at`."""

    url: str
    expires_at: datetime
