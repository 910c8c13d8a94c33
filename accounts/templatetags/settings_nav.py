"""The sections of the settings: the same list on every settings page, in whichever package it is."""

from typing import NamedTuple

from django import template
from django.template import RequestContext
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

register = template.Library()


class Section(NamedTuple):
    """`path` is its page; pages below it and below `others` belong to it too."""

    label: str | Promise
    path: str
    others: tuple[str, ...] = ()


SECTIONS = (
    Section(_("Profile"), "/settings/profile/"),
    Section(_("Account"), "/settings/account/", ("/accounts/",)),
    Section(
        _("Security"), "/settings/security/", ("/settings/devices/", "/accounts/2fa/", "/accounts/reauthenticate/")
    ),
    Section(_("Notifications"), "/settings/notifications/"),
    Section(_("Preferences"), "/settings/preferences/"),
    Section(_("Privacy"), "/settings/privacy/", ("/settings/blocked/",)),
    Section(_("Invitations"), "/settings/invitations/"),
    Section(_("Your data"), "/settings/data/"),
    Section(_("Delete account"), "/settings/account/delete/"),
)
#: On narrow screens this page shows only the list; on wide ones also the first section.
INDEX = "/settings/"


@register.inclusion_tag("settings/_nav.html", takes_context=True)
def settings_nav(context: RequestContext) -> dict[str, object]:
    path = context.request.path
    is_index = path == INDEX
    return {"sections": SECTIONS, "current": SECTIONS[0] if is_index else _section_of(path), "is_index": is_index}


def _section_of(path: str) -> Section | None:
    """Returns the section whose page is the nearest ancestor of this path."""
    above = [
        (len(start), section)
        for section in SECTIONS
        for start in (section.path, *section.others)
        if path.startswith(start)
    ]
    return max(above, key=lambda pair: pair[0])[1] if above else None
