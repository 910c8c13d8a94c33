"""Making the whole server read-only, and ending that."""

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.utils import timezone

from accounts.staff.models import ServerState
from accounts.staff.operations.recording import record_act
from accounts.staff.operations.telling import tell_standing
from chatproject.contract.errors import Forbidden
from chatproject.contract.texts import readable


@transaction.atomic
def set_read_only(*, actor: AbstractUser | None = None, on: bool, reason: str) -> ServerState:
    """While on, everything that writes is refused with `unavailable`. Without an actor it is the server's own act.

    Repeating it with the same reason changes nothing. Raises Forbidden.
    """
    if actor is not None and not actor.has_perm("staff.change_serverstate"):
        raise Forbidden
    reason = readable(reason)
    state, _ = ServerState.objects.select_for_update().get_or_create(pk=1)
    if (state.is_read_only, state.reason) == (on, reason):
        return state
    since = state.since if on and state.is_read_only else timezone.now()
    state.is_read_only, state.reason, state.since = on, reason, since
    state.save()
    act = "read-only on" if on else "read-only off"
    record_act(actor=actor, act=act, object_type="server", reason=reason)
    tell_standing()
    return state
