"""The audit trail: which actor did what to which object, when, where from and why."""

from typing import Any

from django.contrib.auth.models import AbstractUser

from accounts.staff.models import StaffAct
from accounts.staff.origin import current_origin
from chatproject.contract.texts import LINE_BREAKS, readable

SERVER = "(server)"
_LONGEST_REASON = 500
_LONGEST_DEVICE = 160


def record_act(
    *, actor: AbstractUser | None, act: str, object_type: str, object_id: Any = "", reason: str = ""
) -> StaffAct:
    """Writes one entry of the audit trail, in the transaction of the act.

    Without an actor it is the server's own act.
    """
    origin = current_origin()
    return StaffAct.objects.create(
        actor_id=actor.pk if actor else None,
        actor_name=actor.username if actor else SERVER,
        act=act,
        object_type=object_type,
        object_id=str(object_id),
        reason=readable(reason, LINE_BREAKS)[:_LONGEST_REASON],
        address=origin.address,
        device=origin.device[:_LONGEST_DEVICE],
    )
