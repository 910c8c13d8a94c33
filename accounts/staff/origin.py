"""Where an act of staff comes from: the address and device of the request, or the operator's shell."""

import getpass
import ipaddress
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.core.management.base import BaseCommand
from django.http import HttpRequest

from accounts.browser_sessions import current_device


@dataclass(frozen=True)
class Origin:
    """Empty for acts of the server itself."""

    address: str | None = None
    device: str = ""


NOWHERE = Origin()
_current: ContextVar[Origin] = ContextVar("origin", default=NOWHERE)


def current_origin() -> Origin:
    return _current.get()


@contextmanager
def acting_from(origin: Origin) -> Iterator[None]:
    """Entries of the audit trail that are written within have this origin."""
    token = _current.set(origin)
    try:
        yield
    finally:
        _current.reset(token)


def origin_of(request: HttpRequest) -> Origin:
    device = current_device(request)
    return Origin(_address(request), f"{device.name} ({device.pk})" if device else "")


def _address(request: HttpRequest) -> str | None:
    """Returns None over a Unix socket, which has no address that the audit trail could store."""
    try:
        return str(ipaddress.ip_address(get_adapter().get_client_ip(request)))
    except ValueError:
        return None


class OperatorCommand(BaseCommand):
    """A command whose acts are in the audit trail, with the account of the shell that ran it."""

    def execute(self, *args: object, **options: object) -> str | None:
        with acting_from(Origin(device=f"shell of {_account()}")):
            return super().execute(*args, **options)


def _account() -> str:
    """Returns the account that signed in to the terminal, also under sudo; without a terminal, that of the process."""
    try:
        return os.getlogin()
    except OSError:
        return getpass.getuser()
