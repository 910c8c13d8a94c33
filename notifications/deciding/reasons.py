"""The reasons why a user was not notified, each as the user reads it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Reason(models.TextChoices):
    # decided not to notify
    OWN = "own", _("You wrote it yourself.")
    NOTHING = "nothing", _("Notifications are off for this conversation.")
    LEVEL = "level", _("Here you are only notified of mentions, and it does not mention you.")
    BLOCKED = "blocked", _("You block this person.")
    MUTED = "muted", _("The conversation is muted.")
    DO_NOT_DISTURB = "do_not_disturb", _("Do not disturb was on.")
    QUIET_HOURS = "quiet_hours", _("It arrived during your quiet hours.")
    FIRST_ONLY = "first_only", _("You had already been notified of an earlier message here and had not read it yet.")
    HIDDEN = "hidden", _("It is from before you joined.")
    OFF = "off", _("Notifications are switched off on this device.")
    # cancelled
    READ = "read", _("You had already read it.")
    DELIVERED = "delivered", _("A device that you were using already had it.")
    DELETED = "deleted", _("The message was deleted.")
    LEFT = "left", _("You are no longer in the conversation.")
    DONE = "done", _("You had already marked it as done, or chose another time.")
    SIGNED_OUT = "signed_out", _("The device was signed out.")
    NOTHING_SHOWN = "nothing_shown", _("There was no notification to clear.")
    NOT_BY_THIS = "not_by_this", _("This push service only accepts notifications that are shown.")
    # failed
    GONE = "gone", _("The device is no longer registered with the push service.")
    REFUSED = "refused", _("The push service refused it.")
    UNREACHABLE = "unreachable", _("The push service could not be reached for a day.")
    NOT_SET_UP = "not_set_up", _("This server has no key for that push service.")
    BROKEN = "broken", _("Something went wrong on this server. Staff can see the details.")
    # no address
    NO_DEVICE = "no_device", _("None of your devices is registered for notifications.")


def in_words(reason: str) -> str:
    """Returns the text of the reason, or its name if this version does not have it."""
    return str(Reason(reason).label) if reason in Reason else reason
