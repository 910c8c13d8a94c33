"""Reports which users, conversations and kinds of files take how much space, for operators."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Sum
from django.db.models.functions import Coalesce

from media.limits import total_bytes
from media.models import Attachment

#: Users and conversations in the report, largest first.
MOST = 25


@dataclass(frozen=True)
class Report:
    """`bytes` counts shared bytes once; the lists count them for each file, as quotas do."""

    files: int
    bytes: int
    by_kind: list[dict[str, Any]]
    by_person: list[dict[str, Any]]
    by_conversation: list[dict[str, Any]]
    unsaid: int
    unsaid_bytes: int
    unsaid_since: datetime | None
    rejected: int


def storage_report() -> Report:
    """Returns the present report, in six queries for any number of rows."""
    counted = Attachment.objects.counted()
    unsaid = counted.unsaid().aggregate(files=Count("pk"), bytes=Coalesce(Sum("size"), 0), since=Min("created_at"))
    by_kind = _by("kind")
    return Report(
        files=sum(each["files"] for each in by_kind),
        bytes=total_bytes(),
        by_kind=by_kind,
        by_person=_by("owner", "owner__username"),
        by_conversation=_by("conversation", "conversation__title", "conversation__kind"),
        unsaid=unsaid["files"],
        unsaid_bytes=unsaid["bytes"],
        unsaid_since=unsaid["since"],
        rejected=Attachment.objects.filter(state=Attachment.State.REJECTED).count(),
    )


def _by(*names: str) -> list[dict[str, Any]]:
    totals = Attachment.objects.counted().order_by().values(*names).annotate(files=Count("pk"), bytes=Sum("size"))
    return list(totals.order_by("-bytes", names[0])[:MOST])
