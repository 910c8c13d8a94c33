"""Making a user staff. Only the operator does it, in a shell; the admin has its own rules."""

from django.db import transaction

from accounts.models import User
from accounts.staff.operations.recording import record_act


@transaction.atomic
def set_staff(*, user: User, is_staff: bool, is_superuser: bool = False) -> None:
    """Gives a user access to the admin, with every permission for a superuser; or removes it."""
    User.objects.filter(pk=user.pk).update(is_staff=is_staff, is_superuser=is_staff and is_superuser)
    act = ("make superuser" if is_superuser else "make staff") if is_staff else "remove staff"
    record_act(actor=None, act=act, object_type="user", object_id=user.pk)
