"""The letters accounts writes beside allauth's."""

from django.core.mail import send_mail

from accounts.models import User

SUBJECT = "Parlance: your e-mail address"


def ask_to_confirm(user: User, email: str, link: str) -> None:
    """To the new address: it counts once the link was followed."""
    text = (
        f"Hello {user.name},\n\n"
        f"follow this link to make {email} the address of your account {user.username}:\n\n{link}\n\n"
        "It is valid for a day. If you did not ask for this, do nothing.\n"
    )
    send_mail(SUBJECT, text, None, [email])


def ask_to_prove(user: User, link: str) -> None:
    """To the address he has: e-mails of unread messages go only where somebody reads them."""
    text = (
        f"Hello {user.name},\n\n"
        f"follow this link to confirm that {user.email} is the address of your account {user.username}:\n\n{link}\n\n"
        "It is valid for a day. If you did not ask for this, do nothing.\n"
    )
    send_mail(SUBJECT, text, None, [user.email])


def tell_email_changed(user: User, old: str) -> None:
    """To the old address: its owner should know."""
    text = (
        f"Hello {user.name},\n\n"
        f"the address of your account {user.username} is {user.email} now, and other devices were signed out.\n"
        "If that was not you, write to the people who run this server.\n"
    )
    send_mail(SUBJECT, text, None, [old])
