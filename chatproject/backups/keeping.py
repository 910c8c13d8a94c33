"""Forgets old backups, and the bytes that no backup needs any more."""

from datetime import UTC, datetime, timedelta

from chatproject.backups.contents import OBJECTS, Finished
from chatproject.backups.repository import Repository, object_name
from chatproject.backups.wal.arrivals import keeping_objects
from chatproject.backups.wal.keeping import forget_log
from chatproject.privacy.recording import forget_recorded


def forget_old(repository: Repository, *, days: int, kept: set[str]) -> list[Finished]:
    """Removes backups that are older than this many days, but those in `kept`. Returns those removed."""
    before = datetime.now(UTC) - timedelta(days=days)
    finished = repository.finished()
    old = [each for each in finished if each.at < before and each.id not in kept]
    for each in old:
        repository.forget(each.id)
    left = [each for each in finished if each not in old]
    forget_log(repository, [each.base for each in left if each.base])
    with keeping_objects():
        _remove_unneeded(repository, {each.id for each in left})
    if left:
        forget_recorded(repository.place, min(each.base.at if each.base else each.at for each in left))
    return old


def _remove_unneeded(repository: Repository, kept: set[str]) -> None:
    """Also removes what a backup left that was not finished."""
    needed = set[str]()
    for id in kept:
        with repository.place.get(f"backups/{id}/{OBJECTS}") as file:
            needed.update(file.read().decode().split())
    for entry in list(repository.place.entries("wal/")):
        if "/objects/" in entry.name:
            with repository.place.get(entry.name) as file:
                needed.update(file.read().decode().split())
    for object in repository.objects():
        if object not in needed:
            repository.place.remove(object_name(object))
    for entry in list(repository.place.entries("backups/")):
        if entry.name.split("/")[1] not in kept:
            repository.place.remove(entry.name)
