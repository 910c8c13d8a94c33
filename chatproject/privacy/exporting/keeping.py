"""Where exports are kept: in the store of files, until they expire."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from chatproject.models import Export
from chatproject.personal import Erasing
from media.discarding import discard_on_commit
from media.stores import Slot

PIECE = 100
#: A worker writes how far it is every second; one that is silent for this long died, or the queue lost its task.
SILENT = timedelta(hours=1)


def named_by_exports(keys: list[str]) -> set[str]:
    return set(Export.objects.filter(key__in=keys).exclude(key="").values_list("key", flat=True))


def expiry() -> timedelta:
    return timedelta(days=settings.EXPORT_DAYS)


def forget_expired() -> None:
    """Deletes expired exports with their files, and gives up those whose worker died."""
    now = timezone.now()
    under_way = Export.objects.filter(state__in=[Export.State.QUEUED, Export.State.WORKING])
    under_way.filter(touched_at__lt=now - SILENT).update(state=Export.State.FAILED)
    _forget(Export.objects.filter(expires_at__lt=now))
    _forget(Export.objects.filter(expires_at=None, created_at__lt=now - expiry()))


def forget_earlier(export: Export) -> None:
    """Deletes what a new export replaces: each is as large as all files of the person."""
    _forget(Export.objects.filter(user=export.user, created_at__lt=export.created_at))


def forget_exports(erasing: Erasing) -> None:
    with erasing.piece():
        _forget(Export.objects.filter(user=erasing.user))


@transaction.atomic
def _forget(exports: QuerySet[Export]) -> None:
    found = list(exports.select_for_update()[:PIECE])
    Export.objects.filter(pk__in=[each.pk for each in found]).delete()
    discard_on_commit(*(Slot(each.key) for each in found if each.key))
