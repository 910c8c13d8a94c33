"""Deletes entries of the audit trail that are older than the policy keeps them."""

from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from accounts.staff.models import StaffAct

PIECE = 1_000


@transaction.atomic
def purge_acts() -> int:
    """Deletes a batch. Returns how many. The database permits it only for entries that are older than a year."""
    if not settings.AUDIT_DAYS:
        return 0
    old = StaffAct.objects.filter(created_at__lt=timezone.now() - timedelta(days=settings.AUDIT_DAYS))
    keys = list(old.order_by("pk").values_list("pk", flat=True)[:PIECE])
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('parlance.purges_acts', 'on', true)")
    StaffAct.objects.filter(pk__in=keys).delete()
    return len(keys)
