"""Goes through the erasures that are due."""

import logging
import time
from collections.abc import Callable, Iterator

from django.db.models import Q

from accounts.models import AccountDeletion, User
from chatproject.backups.places import Place
from chatproject.privacy.erasing import Held, OutOfTime, erase
from chatproject.privacy.recording import here, recorded
from conversations.holds import covers
from media.discarding import discard_unnamed
from media.models import Attachment
from media.stores import Slot

log = logging.getLogger(__name__)
_PAGE = 100


def erase_due(*, seconds: float) -> bool:
    """Erases those that are due, the longest waiting first. Returns whether time ran out."""
    until = time.monotonic() + seconds
    for deletion in _due():
        try:
            erase(deletion.user, log.debug, until=until)
        except Held as error:
            log.info("user %s is not erased: %s", deletion.user_id, error.detail)
        except OutOfTime:
            return True
        except Exception:  # the others do not wait for it; the next run tries it again
            log.exception("user %s could not be erased", deletion.user_id)
    return False


def _due() -> Iterator[AccountDeletion]:
    """Yields all of them, however many of the first are held."""
    due = AccountDeletion.objects.unfinished().select_related("user").order_by("asked_at", "pk")
    while page := list(due[:_PAGE]):
        yield from page
        last = page[-1]
        after = Q(asked_at__gt=last.asked_at) | Q(asked_at=last.asked_at, pk__gt=last.pk)
        due = due.filter(after)


def erase_again(place: Place | None, say: Callable[[str], None]) -> int:
    """Erases everyone who was erased after the backup was made that has just been restored. Returns how many.

    Holds of that time do not stop it: they had been ended when the person was erased. If it had only begun, a hold may
    have interrupted it, so it waits for the end of the hold.
    """
    records = [each for source in (here(), place) if source is not None for each in recorded(source)]
    known, ended = {each.user: each for each in records}, {each.user for each in records if each.has_ended}
    back = AccountDeletion.objects.filter(erased_at__isnull=False).values("user")
    people = list(User.objects.filter(pk__in=list(known)).exclude(pk__in=back))
    for user in people:
        deletes = {"deletes_messages": known[user.pk].deletes_messages, "is_due": True, "erased_at": None}
        AccountDeletion.objects.update_or_create(user=user, defaults=deletes)
        User.objects.filter(pk=user.pk).update(is_active=False)
        if user.pk not in ended and covers(user):
            continue
        slots = [row.slot for row in Attachment.objects.owned_by(user)] + [Slot(user.avatar)] * bool(user.avatar)
        erase(user, lambda _: None, is_again=True)
        discard_unnamed(slots)  # no worker runs yet
    if people:
        say(f"Erased again, because the backup was older: {len(people)} people.")
    return len(people)
