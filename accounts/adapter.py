"""allauth's pages, run by our operations, with the same proofs, limits and effects as the API."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.auth import login
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest
from django.urls import reverse

from accounts.browser_sessions import current_device
from accounts.fingerprints import FINGERPRINT_KEY, fingerprint
from accounts.limits import UNKNOWN_ADDRESS, address_of
from accounts.models import User
from accounts.operations.changing_password import set_password
from accounts.operations.proving import WRONG_PASSWORD, prove_password
from accounts.operations.signing_out import end_this
from accounts.operations.signing_up import is_open_to
from chatproject.contract.errors import AccountShut, NotAuthenticated, RateLimited


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": WRONG_PASSWORD,
        "email_password_mismatch": WRONG_PASSWORD,
        "incorrect_password": "Wrong password.",
        "too_many_login_attempts": "Too many attempts. Try again later.",
    }

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        name = credentials.get("username") or credentials.get("email") or ""
        try:
            user = prove_password(login=name, password=credentials["password"], address=address_of(request))
        except NotAuthenticated:
            return None
        except AccountShut as error:
            raise ValidationError(error.detail, code=error.code) from error
        except RateLimited as error:
            raise self.validation_error("too_many_login_attempts") from error
        user.backend = settings.AUTHENTICATION_BACKENDS[0]
        return user

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> Any:
        """Runs before the second factor: the proof holds for the account as it is now."""
        request.session[FINGERPRINT_KEY] = fingerprint(user)
        return super().pre_login(request, user, **kwargs)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Refuses allauth's own letters: accounts/mail.py has the text of every letter."""
        raise NotImplementedError(f"{template_prefix} is not a letter of this product.")

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return is_open_to(request.POST.get("invitation") or request.GET.get("invitation", ""))

    def login(self, request: HttpRequest, user: User) -> None:
        """Django flushes the session of another user who is still signed in here, so their device ends with it."""
        device = current_device(request)
        if device is not None and device.user_id != user.pk:
            end_this(device=device)
        login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])

    def set_password(self, user: User, password: str) -> None:
        """Runs when a password is changed or reset by email. Every other device is signed out."""
        device = current_device(self.request)
        current = device if device is not None and device.user_id == user.pk else None
        set_password(user=user, password=password, current=current)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("settings:account")

    def get_client_ip(self, request: HttpRequest) -> str:
        """A client over a Unix socket has no address. That is no reason to refuse it."""
        try:
            return str(super().get_client_ip(request))
        except PermissionDenied:
            return UNKNOWN_ADDRESS
