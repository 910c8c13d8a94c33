"""The forms that take a code. The operations check and count codes, as they do for the API."""

from typing import Any

from allauth.account.adapter import get_adapter as account_adapter
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY, generate_totp_secret
from django import forms

from accounts.fingerprints import FINGERPRINT_KEY, fingerprint
from accounts.models import User
from accounts.operations.proving import prove_code
from chatproject.contract.errors import DomainError, RateLimited


class _Counted:
    user: User
    cleaned_data: dict[str, Any]

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        try:
            self.authenticator = prove_code(user=self.user, code=code)
        except RateLimited as error:
            raise account_adapter().validation_error("too_many_login_attempts") from error
        except DomainError as error:
            raise forms.ValidationError(error.detail, code=error.code) from error
        return code


class SignInCodeForm(_Counted, AuthenticateForm):  # type: ignore[misc]
    def clean_code(self) -> str:
        if context.request.session.get(FINGERPRINT_KEY) != fingerprint(self.user):
            raise forms.ValidationError("Your account has changed. Sign in again.", code="changed")
        return super().clean_code()


class StepUpCodeForm(_Counted, ReauthenticateForm):  # type: ignore[misc]
    pass


class ActivateTotpForm(ActivateTOTPForm):  # type: ignore[misc]
    """Shows a new secret until a code proves that an app has it. The session stores it sealed."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        forms.Form.__init__(self, *args, **kwargs)
        self.user = user
        session = context.request.session
        if not self.is_bound or SECRET_SESSION_KEY not in session:
            session[SECRET_SESSION_KEY] = get_adapter().encrypt(generate_totp_secret())
        self.secret = get_adapter().decrypt(session[SECRET_SESSION_KEY])

    def clean_code(self) -> str:
        """The operation checks the code and uses it up."""
        return str(self.cleaned_data["code"])
