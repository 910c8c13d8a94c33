"""The letters of accounts. Each is written by us, links to SITE_URL, and contains no text from strangers.

A letter that anyone can cause to be sent to any address (sign-up, password reset, change of email) names no user: names
are free text, and mail programs turn them into links.
"""

import logging
from smtplib import SMTPException
from typing import NamedTuple

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.limits import spend
from accounts.models import User
from chatproject.contract.errors import RateLimited

log = logging.getLogger(__name__)

IGNORE = "If you did not ask for this, do nothing."
NOT_ME = "If that was not you, reset your password and write to the people who run this server."


class Link(NamedTuple):
    """A paragraph of a letter that links to a page."""

    label: str
    url: str

    def __str__(self) -> str:
        return f"{self.label}: {self.url}"


def absolute(path: str) -> str:
    """Returns the address of a page for a letter: always under SITE_URL, whatever host the request named."""
    return f"{settings.SITE_URL}{path}"


def sign_up_link(token: str) -> str:
    """Returns the page on which the holder of an invitation to this server creates an account."""
    return absolute(f"{reverse('account_signup')}?invitation={token}")


def send(to: str, subject: str, *paragraphs: str | Link) -> bool:
    """Sends a letter now. Returns whether the mail server accepted it; errors are logged."""
    title = f"Parlance: {subject}"
    text = "\n\n".join(["Hello,", *map(str, paragraphs)]) + "\n"
    context = {"subject": title, "paragraphs": paragraphs, "site": settings.SITE_URL}
    html = render_to_string("accounts/email/letter.html", context)
    try:
        send_mail(title, text, None, [to], html_message=html)
    except (OSError, SMTPException) as error:
        log.error("the mail server refused a letter (%s): %s", subject, error)
        return False
    return True


def send_unasked(to: str, subject: str, *paragraphs: str | Link) -> bool:
    """Sends a letter that a stranger may have caused, limited for each address and for this server.

    Over a limit nothing is sent and no error is shown, because the error would reveal earlier requests.
    """
    try:
        spend("mail_address", to)
        spend("mail_server", "")
    except RateLimited:
        log.warning("too many letters were requested: one (%s) is not sent", subject)
        return True
    return send(to, subject, *paragraphs)


def confirm_address(to: str, link: str) -> bool:
    """To an address that a person typed in."""
    return send_unasked(
        to,
        "confirm your email address",
        f"Open this link to confirm that {to} is the address of your Parlance account.",
        Link("Confirm the address", absolute(link)),
        f"The link works for one day. {IGNORE}",
    )


def address_is_taken(to: str, sign_in: str, reset: str) -> bool:
    """To the owner of an address that another person gave as their own."""
    return send_unasked(
        to,
        "you already have an account",
        f"Someone, perhaps you, gave {to} as the address of another account. It remains the address of your account.",
        Link("Sign in", absolute(sign_in)),
        Link("Choose a new password", absolute(reset)),
        IGNORE,
    )


def reset_password(to: str, links: list[str]) -> bool:
    return send_unasked(
        to,
        "choose a new password",
        "Open this link to choose a new password for your Parlance account.",
        *(Link("Choose a new password", absolute(link)) for link in links),
        f"The link works once, for one hour. {IGNORE}",
    )


def no_account(to: str, sign_up: str) -> bool:
    """`sign_up` is empty if this server does not accept sign-ups without an invitation."""
    return send_unasked(
        to,
        "no account with this address",
        f"Someone, perhaps you, requested a password reset for an account with the address {to}. There is none.",
        *([Link("Create an account", absolute(sign_up))] if sign_up else []),
        IGNORE,
    )


def email_changed(to: str, new: str, undo: str) -> bool:
    """To the old address, with a link that undoes the change."""
    return send(
        to,
        "your email address was changed",
        f"The address of your Parlance account is now {new}. Your other devices were signed out.",
        "If that was not you, open this link. It gives your account its old address back, signs out all devices, and "
        "lets you choose a new password.",
        Link("Undo the change", absolute(undo)),
        "The link works for three days.",
    )


def deletion_asked(to: str, undo: str, days: int) -> bool:
    return send(
        to,
        "your account is being deleted",
        f"You asked us to delete your Parlance account. You are signed out everywhere. You have {days} days to "
        "change your mind: open this link to keep your account.",
        Link("Keep my account", absolute(undo)),
        NOT_ME,
    )


def export_ready(to: str, page: str, days: int) -> bool:
    return send(
        to,
        "your data is ready",
        "The export of your data that you asked for is ready. Sign in to download it.",
        Link("Download your data", absolute(page)),
        f"It is deleted from the server after {days} days.",
        NOT_ME,
    )


def account_approved(to: str, sign_in: str) -> bool:
    return send(to, "your account is ready", "You can sign in now.", Link("Sign in", absolute(sign_in)))


def account_refused(to: str) -> bool:
    return send(to, "your account was not approved", "The people who run this server did not approve your account.")


def address_moved(to: str) -> bool:
    """To an old address that may be a stranger's, or that staff took from an account."""
    return send(to, "your email address was changed", f"{to} is no longer the address of a Parlance account.")


def tell(user: User, subject: str, what: str) -> bool:
    """To the address of an account, about a change to it."""
    return bool(user.email) and send(user.email, subject, what, NOT_ME)
