"""Erases what the server holds of a person, in pieces, which may be interrupted anywhere and begun again.

The account stays, as that of a deleted user: conversations of others refer to it.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.holds import keep_holds
from accounts.models import AccountDeletion, User
from accounts.operations.anonymising import anonymise
from accounts.staff.operations.recording import record_act
from chatproject.contract.errors import Conflict
from chatproject.personal import Cleared, Deleted, Table
from chatproject.privacy import recording, registry
from conversations.holds import covers, is_held
from conversations.models import Conversation

Say = Callable[[str], None]
PIECE = 500
#: After a piece, others have the database for as long as it took, up to this many seconds.
_LONGEST_PAUSE = 1.0


class Held(Conflict):
    """A legal hold covers the person or one of their conversations."""


class OutOfTime(Exception):
    """The time of this run is over; the next one goes on."""


class Erasing:
    """See chatproject.personal.Erasing. `until` is the monotonic time after which no piece begins."""

    def __init__(self, user: User, *, deletes_messages: bool, until: float, ignores_holds: bool) -> None:
        self.user = user
        self.deletes_messages = deletes_messages
        self._until = until
        self._ignores_holds = ignores_holds

    @contextmanager
    def piece(self) -> Iterator[None]:
        """Raises Held or OutOfTime before it begins."""
        began = time.monotonic()
        if began > self._until:
            raise OutOfTime
        with transaction.atomic():
            keep_holds()
            if not self._ignores_holds:
                _refuse_held(self.user)
            yield
        time.sleep(min(time.monotonic() - began, _LONGEST_PAUSE))

    def respect_hold(self, conversation: Conversation) -> None:
        if not self._ignores_holds and is_held(conversation):
            raise Held("A legal hold covers a conversation to which others forwarded messages of this person.")


def erase(user: User, say: Say, *, until: float = float("inf"), is_again: bool = False) -> None:
    """Erases a person whose deletion is due. Raises Held or OutOfTime, and then goes on when it is called again.

    `is_again`: a backup brought back a person who had been erased. That is recorded, and no hold of that time counts.
    """
    deletion = _begin(user, ignores_holds=is_again)
    if deletion.erased_at is not None:
        return
    strictest = deletion.deletes_messages or settings.ERASED_MESSAGES == "delete"
    if not is_again:
        recording.record(user.pk, deletes_messages=strictest)
    erasing = Erasing(user, deletes_messages=strictest, until=until, ignores_holds=is_again)
    for declared in registry.ALL:
        for step in declared.steps:
            say(f"{step.__name__.replace('_', ' ')} …")
            step(erasing)
        for table in declared.tables:
            _erase_rows(erasing, table)
    with erasing.piece():
        anonymise(user)
        AccountDeletion.objects.filter(user=user).update(erased_at=timezone.now())
        record_act(actor=None, act="erased user", object_type="user", object_id=user.pk)
    if not is_again:
        # With the time of its end: a backup that was made during it has some of the person.
        recording.record(user.pk, deletes_messages=strictest, has_ended=True)


def _begin(user: User, *, ignores_holds: bool) -> AccountDeletion:
    """Returns the deletion, which staff can no longer undo."""
    with transaction.atomic():
        keep_holds()
        if not ignores_holds:
            _refuse_held(user)
        deletion = AccountDeletion.objects.select_for_update().filter(user=user, is_due=True).first()
        if deletion is None:
            raise Conflict("This account is not to be erased.")
        if deletion.started_at is None:
            deletion.started_at = timezone.now()
            deletion.save(update_fields=["started_at"])
    return deletion


def _refuse_held(user: User) -> None:
    if covers(user):
        raise Held("A legal hold covers this person, or a conversation that they are or were in.")


def _erase_rows(erasing: Erasing, table: Table) -> None:
    for path, erasure in table.people.items():
        rows = registry.rows(table, path, erasing.user)
        if isinstance(erasure, Deleted):
            while _piece(erasing, rows, lambda piece: piece.delete()):
                pass
        elif isinstance(erasure, Cleared):
            rows = rows.exclude(**erasure.values)
            while _piece(erasing, rows, lambda piece, values=erasure.values: piece.update(**values)):
                pass


def _piece(erasing: Erasing, rows: QuerySet[Any], act: Callable[..., Any]) -> bool:
    """Returns whether there may be more."""
    with erasing.piece():
        keys = list(rows.values_list("pk", flat=True)[:PIECE])
        if keys:
            act(rows.model._default_manager.filter(pk__in=keys))
    return len(keys) == PIECE
