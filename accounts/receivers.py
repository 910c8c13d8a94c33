"""A browser's device begins and ends with its session, whichever page or command signs in."""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.browser_sessions import DEVICE_KEY, current_device, device_of, remember_device
from accounts.models import User
from accounts.operations.signing_in import start_browser
from accounts.operations.signing_out import end_this
from accounts.user_agents import describe


@receiver(user_logged_in)
def begin_device(request: HttpRequest, user: User, **_: Any) -> None:
    session = request.session
    if session.session_key is None:
        session.save()
    assert session.session_key is not None
    device = device_of(session)
    if device is None:
        name = describe(request.META.get("HTTP_USER_AGENT", ""))
        device = start_browser(user=user, session_key=session.session_key, name=name)
        session[DEVICE_KEY] = str(device.pk)
    remember_device(request, device)


@receiver(user_logged_out)
def end_device(request: HttpRequest, **_: Any) -> None:
    device = current_device(request)
    if device is not None:
        end_this(device=device)
    remember_device(request, None)
