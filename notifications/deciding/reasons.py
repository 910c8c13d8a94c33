"""The reasons why a user was not notified, each as the user reads it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Reason(models.TextChoices):
    # decided against
    OWN = "own", _("You wrote it yourself.")
    NOTHING = "nothing", _("You want to hear nothing of this conversation.")
    LEVEL = "level", _("You want to hear only of mentions here, and it does not mention you.")
    BLOCKED = "blocked", _("You block this person.")
    MUTED = "muted", _("The conversation is muted.")
    DO_NOT_DISTURB = "do_not_disturb", _("You were not to be disturbed.")
    QUIET_HOURS = "quiet_hours", _("It came in your quiet hours.")
    FIRST_ONLY = "first_only", _("You had been told of an earlier message here and had not read it yet.")
    HIDDEN = "hidden", _("It is from before you joined.")
    OFF = "off", _("Notifications are switched off on this device.")
    # no use any more
    READ = "read", _("You had read it already.")
    DELIVERED = "delivered", _("A device that you were using had it already.")
    DELETED = "deleted", _("The message was deleted.")
    LEFT = "left", _("You are no longer in the conversation.")
    SIGNED_OUT = "signed_out", _("The device was signed out.")
    NOTHING_SHOWN = "nothing_shown", _("There was nothing to clear away.")
    NOT_BY_THIS = "not_by_this", _("This push service takes only what is shown.")
    # given up
    GONE = "gone", _("The push service no longer knows the device.")
    REFUSED = "refused", _("The push service refused it.")
    UNREACHABLE = "unreachable", _("The push service could not be reached for a day.")
    NOT_SET_UP = "not_set_up", _("This server has no key for that push service.")
    BROKEN = "broken", _("Something went wrong here; staff can see what.")
    # there was nowhere to
    NO_DEVICE = "no_device", _("No device of yours is registered for notifications.")
