"""Settles a report."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.staff.operations.recording import record_act
from chatproject.contract.errors import Forbidden
from chatproject.contract.texts import LINE_BREAKS, readable
from messaging.moderation.models import Report


@transaction.atomic
def answer_report(*, actor: User, report: Report, state: str, answer: str) -> None:
    """Records the result of a report. Raises Forbidden."""
    if not actor.has_perm("moderation.change_report"):
        raise Forbidden
    is_open = state == Report.State.OPEN
    report.state, report.answer = state, readable(answer, LINE_BREAKS)
    report.answered_by, report.answered_at = (None, None) if is_open else (actor, timezone.now())
    report.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    record_act(actor=actor, act=f"report {state}", object_type="report", object_id=report.pk, reason=report.answer)
