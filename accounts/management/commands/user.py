"""`manage.py user …`: accounts, for the operator of this server."""

import getpass
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.core.management.base import CommandError
from django.db import transaction
from django.db.models import Q

from accounts.mail import sign_up_link
from accounts.models import User
from accounts.operations.changing_password import change_password
from accounts.operations.deactivating import deactivate, reactivate
from accounts.operations.empowering import set_staff
from accounts.operations.inviting import invite
from accounts.operations.ordering_erasure import order_erasure, order_erasure_now
from accounts.operations.registering import register
from accounts.operations.second_factors import reset_second_factors
from accounts.staff.operations.recording import record_act
from accounts.staff.origin import OperatorCommand
from chatproject.contract.errors import DomainError

_MOST = 200


class Command(OperatorCommand):
    help = "Create, list and deactivate accounts, give admin access, reset passwords and second factors, invite people."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        create = actions.add_parser("create", help="Create an account whose email address counts as confirmed.")
        create.add_argument("username")
        create.add_argument("email")
        create.add_argument("--display-name", default="")
        _add_power(create)
        _add_password(create)
        listed = actions.add_parser("list", help=f"List accounts, {_MOST} at most.")
        listed.add_argument("search", nargs="?", default="", help="A part of a username, name or email address.")
        for name, text in (
            ("deactivate", "Deactivate a user and sign them out everywhere. Their messages stay."),
            ("activate", "Reactivate a deactivated user."),
            ("remove-staff", "Remove a user's access to the admin."),
            ("reset-2fa", "Remove the second factors of a user who lost their phone and recovery codes."),
        ):
            actions.add_parser(name, help=text).add_argument("username")
        erase = actions.add_parser("erase", help="Erase a user and all that is theirs. It may be interrupted.")
        erase.add_argument("username")
        erase.add_argument("--delete-messages", action="store_true", help="Do not keep their messages without a name.")
        erase.add_argument("--later", action="store_true", help="After 14 days, in which the user can undo it.")
        erase.add_argument("--reason", default="", help="For the audit trail.")
        erase.add_argument("--yes", action="store_true", help="Do not ask.")
        password = actions.add_parser("set-password", help="Set a password, and sign the user out everywhere.")
        password.add_argument("username")
        _add_password(password)
        staff = actions.add_parser("make-staff", help="Give a user access to the admin.")
        staff.add_argument("username")
        _add_power(staff, only_superuser=True)
        invitation = actions.add_parser("invite", help="Print a link with which people create accounts here.")
        invitation.add_argument("--by", metavar="USERNAME", help="The inviting user; default: the first superuser.")
        invitation.add_argument("--days", type=int, default=7)
        invitation.add_argument("--uses", type=int, default=1)

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        act: Callable[..., None] = getattr(self, f"_{action.replace('-', '_')}")
        try:
            act(**options)
        except DomainError as error:
            raise CommandError(_described(error)) from error

    def _create(self, username: str, email: str, display_name: str, **options: Any) -> None:
        password = _password(options)
        with transaction.atomic():
            user = register(username=username, email=email, password=password, display_name=display_name)
            EmailAddress.objects.filter(user=user).update(verified=True)
            record_act(actor=None, act="create user", object_type="user", object_id=user.pk)
            if options["staff"] or options["superuser"]:
                set_staff(user=user, is_staff=True, is_superuser=options["superuser"])
        self.stdout.write(f"Created {user}.")

    def _list(self, search: str, **options: Any) -> None:
        named = Q(username__icontains=search) | Q(display_name__icontains=search) | Q(email__icontains=search)
        for user in User.objects.filter(named).order_by("username")[:_MOST]:
            power = "superuser" if user.is_superuser else "staff" if user.is_staff else ""
            marks = ", ".join(filter(None, (power, "" if user.is_active else "deactivated")))
            self.stdout.write(f"{user.username}  {user.email}  {user.date_joined:%Y-%m-%d}  {marks}".rstrip())

    def _deactivate(self, username: str, **options: Any) -> None:
        deactivate(actor=None, user=_user(username))
        self.stdout.write(f"Deactivated {username}.")

    def _activate(self, username: str, **options: Any) -> None:
        left = reactivate(actor=None, user=_user(username))
        self.stdout.write(f"Activated {username}." + (f" Still kept out: {left.detail}" if left else ""))

    def _erase(self, username: str, reason: str, *, delete_messages: bool, later: bool, yes: bool, **_: Any) -> None:
        user = _user(username)
        if later:
            order_erasure(actor=None, user=user, reason=reason, deletes_messages=delete_messages)
            self.stdout.write(f"{username} is signed out, and is erased in 14 days.")
            return
        if not yes and (not sys.stdin.isatty() or input(f"Type {username} to erase them now: ").strip() != username):
            raise CommandError("Nothing was erased. Add --yes where there is no terminal.")
        order_erasure_now(user=user, say=self.stdout.write, reason=reason, deletes_messages=delete_messages)
        self.stdout.write(f"Erased {username}.")

    def _set_password(self, username: str, **options: Any) -> None:
        user = _user(username)
        change_password(user=user, password=_password(options))
        record_act(actor=None, act="set password", object_type="user", object_id=user.pk)
        self.stdout.write(f"Set the password of {username}, who is signed out everywhere.")

    def _make_staff(self, username: str, superuser: bool, **options: Any) -> None:
        set_staff(user=_user(username), is_staff=True, is_superuser=superuser)
        self.stdout.write(f"{username} may now use the admin.")

    def _remove_staff(self, username: str, **options: Any) -> None:
        set_staff(user=_user(username), is_staff=False)
        self.stdout.write(f"{username} may no longer use the admin.")

    def _reset_2fa(self, username: str, **options: Any) -> None:
        user = _user(username)
        reset_second_factors(user=user)
        record_act(actor=None, act="reset second factors", object_type="user", object_id=user.pk)
        self.stdout.write(f"{username} now signs in with the password alone, and is signed out everywhere.")

    def _invite(self, by: str | None, days: int, uses: int, **options: Any) -> None:
        actor = _user(by) if by else User.objects.filter(is_superuser=True, is_active=True).order_by("pk").first()
        if actor is None:
            raise CommandError("There is no superuser yet. Name the inviting user: --by USERNAME.")
        invitation, token = invite(actor=actor, expires_in=timedelta(days=days), max_uses=uses)
        record_act(actor=None, act="invite", object_type="serverinvitation", object_id=invitation.pk)
        self.stdout.write(sign_up_link(token))


def _add_password(parser: ArgumentParser) -> None:
    parser.add_argument("--password-stdin", action="store_true", help="Read the password from standard input.")


def _add_power(parser: ArgumentParser, *, only_superuser: bool = False) -> None:
    if not only_superuser:
        parser.add_argument("--staff", action="store_true", help="Give them access to the admin.")
    parser.add_argument("--superuser", action="store_true", help="Give them every permission.")


def _password(options: dict[str, Any]) -> str:
    if options["password_stdin"]:
        return sys.stdin.readline().rstrip("\n")
    if not sys.stdin.isatty():
        raise CommandError("There is no terminal to ask for the password on. Pass it with --password-stdin.")
    password = getpass.getpass("Password: ")
    if password != getpass.getpass("Again: "):
        raise CommandError("The two passwords differ.")
    return password


def _user(username: str) -> User:
    account = User.objects.filter(username__iexact=username).first()
    if account is None:
        raise CommandError(f"There is no user {username}.")
    return account


def _described(error: DomainError) -> str:
    fields = error.fields or {}
    return "\n".join([error.detail, *(f"{name}: {' '.join(map(str, texts))}" for name, texts in fields.items())])
