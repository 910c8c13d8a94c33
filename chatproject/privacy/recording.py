"""The list of erasures that backups know of: a restore brings people back, and erases them again.

An erasure is a file erasures/<user>.json in the repository of backups, and in DATA_DIR/erased for backups that are made
by other means. It is written before anything is erased.
"""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import msgspec
from django.conf import settings

from accounts.models import AccountDeletion
from chatproject.backups.manifest import Bad
from chatproject.backups.places import Place, open_place
from chatproject.backups.places.folder import FolderPlace
from chatproject.backups.sealing import is_repository

log = logging.getLogger(__name__)
FOLDER = "erasures/"


class Recorded(msgspec.Struct, frozen=True):
    user: UUID
    at: datetime
    deletes_messages: bool
    #: Until the erasure has ended, a legal hold may stop it: also after a restore.
    has_ended: bool = False


def here() -> Place:
    """Returns the list of this machine."""
    return FolderPlace(Path(settings.DATA_DIR) / "erased")


def record(user: UUID, *, deletes_messages: bool, has_ended: bool = False) -> None:
    """Writes it in DATA_DIR, and where the backups are. If they cannot be reached, `record_missed` does it later."""
    entry = Recorded(user, datetime.now(UTC), deletes_messages, has_ended)
    _write(here(), entry)
    _record_in_repository(entry)


def record_missed() -> None:
    """Writes what could not be written while the backups were out of reach."""
    missed = AccountDeletion.objects.filter(started_at__isnull=False, recorded_at=None).order_by("started_at")
    for deletion in missed[:100]:
        is_strict = deletion.deletes_messages or settings.ERASED_MESSAGES == "delete"
        assert deletion.started_at is not None
        at, has_ended = deletion.erased_at or deletion.started_at, deletion.erased_at is not None
        _record_in_repository(Recorded(deletion.user_id, at, is_strict, has_ended))


def _record_in_repository(entry: Recorded) -> None:
    if settings.BACKUP_TO:
        try:
            place = open_place(settings.BACKUP_TO)
            if is_repository(place):  # otherwise there is no backup that it could be in
                _write(place, entry)
        except (Bad, OSError) as error:
            log.warning("the backups do not know yet that %s is erased: %s", entry.user, error)
            return
    AccountDeletion.objects.filter(user=entry.user).update(recorded_at=entry.at)


def _write(place: Place, entry: Recorded) -> None:
    with place.drafts.new() as draft:
        draft.file.write(msgspec.json.encode(entry))
        place.put(f"{FOLDER}{entry.user}.json", draft)


def recorded(place: Place) -> Iterator[Recorded]:
    for each in list(place.entries(FOLDER)):
        with place.get(each.name) as file:
            yield msgspec.json.decode(file.read(), type=Recorded)


def forget_recorded(place: Place, before: datetime) -> None:
    """Removes erasures that are older than every backup."""
    for each in list(recorded(place)):
        if each.at < before:
            place.remove(f"{FOLDER}{each.user}.json")
