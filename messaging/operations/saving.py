"""Saving messages for later. Only the user sees it: no conversation changes, and it works in closed ones too."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from msgspec import UNSET

from accounts.lists import list_changed
from accounts.models import User
from chatproject.contract.commands.socket import RemoveSaved, SaveMessage, UpdateSaved
from chatproject.contract.errors import Conflict, Invalid, TooLarge, existing
from chatproject.contract.objects.base import Nothing
from chatproject.contract.texts import LINE_BREAKS, readable
from chatproject.contract.verbs import Rest, command
from chatproject.contract.wire import changes
from conversations.moments import in_utc
from messaging.models import SavedMessage
from messaging.operations.reading import read_message

_PATH = "me/saved/<str:conversation>/<int:seq>"


@command(
    SaveMessage,
    reply=Nothing,
    rest=Rest(
        "PUT",
        _PATH,
        "Save a message for later",
        "Only the caller sees it. Opens the entry again if it was done. Safe to repeat.",
    ),
)
def save_message(actor: User, command: SaveMessage) -> Nothing:
    """Saves a message, or opens its entry again. A note and a reminder replace those of an entry that exists.

    Raises Conflict for a tombstone, Invalid for a time in the past, TooLarge if there is no room and none can be made.
    """
    with transaction.atomic():
        message = read_message(actor=actor, conversation=command.conversation, seq=command.seq)
        if message.is_deleted:
            raise Conflict("The message was deleted.")
        User.objects.select_for_update(no_key=True).only("pk").get(pk=actor.pk)
        mine = SavedMessage.objects.of(actor, message.conversation_id, message.seq)
        entry = mine.select_for_update(no_key=True).first()
        if entry is None:
            _make_room(actor)
            entry = SavedMessage(user=actor, conversation_id=message.conversation_id, seq=message.seq)
        given: dict[str, Any] = {"done": False}
        if command.note:
            given["note"] = command.note
        if command.remind_at:
            given["remind_at"] = command.remind_at
        _change(entry, given)
    return Nothing()


@command(
    UpdateSaved,
    reply=Nothing,
    rest=Rest(
        "PATCH",
        _PATH,
        "Change the note or the reminder of a saved message, or mark it done",
        "Absent fields do not change. Another time for the reminder opens the entry again, and it fires again.",
    ),
)
def update_saved(actor: User, command: UpdateSaved) -> Nothing:
    """Changes an entry, also one whose message the actor can no longer see. Raises NotFound if it is not saved."""
    with transaction.atomic():
        mine = SavedMessage.objects.of(actor, command.conversation, command.seq)
        entry = existing(mine.select_for_update(no_key=True).first())
        given = changes(command)
        _change(entry, {name: given[name] for name in ("note", "remind_at", "done") if given[name] is not UNSET})
    return Nothing()


@command(
    RemoveSaved,
    reply=Nothing,
    rest=Rest("DELETE", _PATH, "Remove a saved message", "With its note and its reminder. Safe to repeat."),
)
def remove_saved(actor: User, command: RemoveSaved) -> Nothing:
    """Removes an entry, also one whose message the actor can no longer see. Does nothing if it is not saved."""
    with transaction.atomic():
        removed, _ = SavedMessage.objects.of(actor, command.conversation, command.seq).delete()
        if removed:
            list_changed("saved", [actor.pk])
    return Nothing()


def _make_room(actor: User) -> None:
    """Removes the oldest entry that is done if the locked user has as many as they can. Raises TooLarge if none is."""
    most = settings.LIMITS["saved_messages"]
    mine = SavedMessage.objects.filter(user=actor)
    if mine.count() < most:
        return
    oldest = mine.filter(done_at__isnull=False).order_by("done_at", "pk").first()
    if oldest is None:
        raise TooLarge(f"You can save at most {most:,} messages. Mark some as done, or remove them, first.")
    oldest.delete()


def _change(entry: SavedMessage, given: dict[str, Any]) -> None:
    """Writes what differs. The user's me_rev is counted last, and only if there is a change."""
    before = _state(entry)
    if given.get("note") is not None:
        entry.note = readable(given["note"], LINE_BREAKS)
    if "remind_at" in given and (at := in_utc(given["remind_at"], "remind_at")) != entry.remind_at:
        _ensure_ahead(at)
        entry.remind_at, entry.reminded_at = at, None
        if at is not None:
            entry.done_at = None
    if given.get("done") is not None and given["done"] != (entry.done_at is not None):
        entry.done_at = timezone.now() if given["done"] else None
    if entry.pk is None or _state(entry) != before:
        entry.save()
        list_changed("saved", [entry.user_id])


def _state(entry: SavedMessage) -> tuple[object, ...]:
    return entry.note, entry.remind_at, entry.reminded_at, entry.done_at


def _ensure_ahead(at: datetime | None) -> None:
    if at is not None and at <= timezone.now():
        raise Invalid("remind_at must be in the future.", fields={"remind_at": ["In the past."]})
