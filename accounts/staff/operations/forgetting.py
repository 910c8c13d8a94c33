"""Takes the names of erased people from the audit trail, which keeps the number of their account."""

from django.db import connection

from accounts.staff.models import StaffAct
from chatproject.personal import Erasing

_PIECE = 1_000


def forget_names_in_trail(erasing: Erasing) -> None:
    """The entries that the person is the actor of. The database permits this change to them, and no other."""
    number = erasing.user.pk.hex
    named = StaffAct.objects.filter(actor=erasing.user).exclude(actor_name=number)
    has_more = True
    while has_more:
        with erasing.piece():
            keys = list(named.values_list("pk", flat=True)[:_PIECE])
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('parlance.forgets_actors', 'on', true)")
            StaffAct.objects.filter(pk__in=keys).update(actor_name=number)
        has_more = len(keys) == _PIECE
