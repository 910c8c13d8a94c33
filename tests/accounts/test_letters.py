"""Every letter that this product sends is in its own words, as text and in the look of its other letters."""

import inspect
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import allauth
import pytest
from allauth.account.adapter import get_adapter
from django.core.mail import EmailMultiAlternatives
from django.test.signals import template_rendered

from accounts import mail
from accounts.models import User
from tests.contract.server import ROOT

_TO = "alice@example.org"
LETTERS: dict[str, Callable[[User], bool]] = {
    "confirm_address": lambda _: mail.confirm_address(_TO, "/confirm/1/"),
    "address_is_taken": lambda _: mail.address_is_taken(_TO, "/in/", "/reset/"),
    "reset_password": lambda _: mail.reset_password(_TO, ["/reset/1/"]),
    "no_account": lambda _: mail.no_account(_TO, "/up/"),
    "email_changed": lambda _: mail.email_changed(_TO, "new@example.org", "/undo/1/"),
    "deletion_asked": lambda _: mail.deletion_asked(_TO, "/undo/1/", 14),
    "export_ready": lambda _: mail.export_ready(_TO, "/settings/data/", 7),
    "account_approved": lambda _: mail.account_approved(_TO, "/in/"),
    "account_refused": lambda _: mail.account_refused(_TO),
    "address_moved": lambda _: mail.address_moved(_TO),
    "tell": lambda alice: mail.tell(alice, "your password was changed", "Your password was changed."),
}
#: The functions with which letters are sent.
_TOOLS = {"send", "send_unasked"}


def test_list_of_letters_is_complete() -> None:
    made = {
        name
        for name, value in vars(mail).items()
        if inspect.isfunction(value) and value.__module__ == mail.__name__ and value.__annotations__["return"] is bool
    }
    assert made - _TOOLS == LETTERS.keys()


def test_only_the_mail_modules_send_mail() -> None:
    apps = ("accounts", "chatproject", "conversations", "media", "messaging", "notifications")
    sending = re.compile(
        r"\b(send_mail|send_mass_mail|mail_admins|mail_managers|EmailMessage|EmailMultiAlternatives)\b"
    )
    found = {
        str(path.relative_to(ROOT))
        for app in apps
        for path in (ROOT / app).rglob("*.py")
        if sending.search(path.read_text())
    } - {"accounts/adapter.py", "chatproject/smtp.py"}
    assert found == {"accounts/mail.py", "notifications/email/letters.py", "notifications/email/sending.py"}


@pytest.mark.parametrize("name", LETTERS)
def test_letter_has_our_text_in_plain_and_html(
    alice: User, mailoutbox: list[EmailMultiAlternatives], name: str
) -> None:
    used: list[str] = []

    def note(template: Any, **_: Any) -> None:
        used.append(template.origin.name)

    template_rendered.connect(note)
    try:
        assert LETTERS[name](alice)
    finally:
        template_rendered.disconnect(note)
    [letter] = mailoutbox
    [(html, type)] = letter.alternatives
    assert (type, letter.subject.partition(":")[0]) == ("text/html", "Parlance")
    assert all(Path(each).is_relative_to(ROOT / "templates") for each in used)
    assert "example.com" not in letter.body + str(html)
    links = set(re.findall(r"https?://\S+", str(letter.body)))
    assert all(f'href="{link}"' in str(html) for link in links)
    assert "Alice Liddell" not in letter.body


_SHIPPED = Path(allauth.__file__).parent / "templates"


@pytest.mark.parametrize(
    "prefix",
    sorted(str(path.relative_to(_SHIPPED))[: -len("_subject.txt")] for path in _SHIPPED.rglob("*_subject.txt")),
)
def test_letter_of_another_package_is_not_sent(
    alice: User, mailoutbox: list[EmailMultiAlternatives], prefix: str
) -> None:
    with pytest.raises(NotImplementedError):
        get_adapter().send_mail(prefix, _TO, {"user": alice})
    assert mailoutbox == []
