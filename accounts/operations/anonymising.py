"""The last steps of an erasure: what leads from an account to a person."""

import json
import secrets

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db.models import Q
from django.utils import timezone

from accounts import events
from accounts.lists import list_changed
from accounts.models import Block, Device, User
from accounts.operations.reserving import reserve_name
from accounts.operations.signing_out import ACCOUNT_DISABLED, end_all_devices
from accounts.sessions import UNSIGNED, decoded
from chatproject.personal import Erasing
from chatproject.realtime import publish

NAME = "Deleted user"
PIECE = 1_000


def end_sessions(erasing: Erasing) -> None:
    """Ends every device, and deletes sessions in which a sign-in did not come to its end.

    Only their content names the person, so they are found by reading them; they live for an hour.
    """
    with erasing.piece():
        end_all_devices(user=erasing.user, reason=ACCOUNT_DISABLED)
    me = str(erasing.user.pk)
    unsigned = Session.objects.filter(expire_date__lte=timezone.now() + UNSIGNED)
    keys = list(unsigned.values_list("pk", flat=True))
    for start in range(0, len(keys), PIECE):
        with erasing.piece():
            found = Session.objects.filter(pk__in=keys[start : start + PIECE])
            contents = [(each.pk, decoded(each)) for each in found]
            # One that cannot be read is of no use: another key may have signed it.
            mine = [pk for pk, content in contents if content is None or me in json.dumps(content, default=str)]
            Session.objects.filter(pk__in=mine).delete()


def unblock_everywhere(erasing: Erasing) -> None:
    """Takes the person from the lists of those who block them."""
    with erasing.piece():
        blocks = Block.objects.filter(blocked=erasing.user)
        blockers = list(blocks.values_list("blocker", flat=True))
        blocks.delete()
        if blockers:
            list_changed("blocks", blockers)


def forget_names_in_log(erasing: Erasing) -> None:
    """The admin's history names its objects by their text: here a username, or the name of a device."""
    person = Q(content_type=ContentType.objects.get_for_model(User), object_id=str(erasing.user.pk))
    devices = list(Device.objects.filter(user=erasing.user).values_list("pk", flat=True))
    device = Q(content_type=ContentType.objects.get_for_model(Device), object_id__in=list(map(str, devices)))
    with erasing.piece():
        LogEntry.objects.filter(person).exclude(object_repr=NAME).update(object_repr=NAME, change_message="")
        LogEntry.objects.filter(device).update(object_repr="device", change_message="")


def anonymise(user: User) -> None:
    """Turns the account into that of a deleted user, in the caller's transaction. Others see it at once."""
    locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    reserve_name(locked.username)
    locked.username, locked.display_name = f"deleted-{secrets.token_hex(6)}", NAME
    locked.email = locked.avatar = ""
    locked.time_zone, locked.locale, locked.enter_sends = "UTC", "en", True
    locked.who_may_add = User.WhoMayAdd.NOBODY
    locked.is_staff = locked.is_superuser = False
    locked.last_login = None
    locked.shown_at = timezone.now()
    locked.set_unusable_password()
    locked.save()
    publish(events.person_changed(locked))
