"""The types of the values in cursors. Forged cursors are refused here, not by the database."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta

Id = UUID
Number = Annotated[int, Meta(ge=0, le=2**63 - 1)]
Moment = Annotated[datetime, Meta(tz=True)]
Text = Annotated[str, Meta(pattern=r"^[^\x00]*\Z")]
