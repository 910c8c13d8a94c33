"""Setting up and removing a second factor, by our operations."""

from typing import Any

from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.mfa.totp.internal.auth import clear_totp_secret
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from accounts.browser_sessions import current_device
from accounts.operations.second_factors import disable_totp, enable_totp, renew_recovery_codes
from accounts.views.base import refusing


class ActivateView(ActivateTOTPView):  # type: ignore[misc]
    @refusing
    def form_valid(self, form: Any) -> HttpResponse:
        enable_totp(
            actor=self.request.user,
            secret=form.secret,
            code=form.cleaned_data["code"],
            current=current_device(self.request),
        )
        clear_totp_secret(self.request)
        messages.success(self.request, "Your authenticator app is set up. Keep your recovery codes in a safe place.")
        return redirect("mfa_view_recovery_codes")


class DeactivateView(DeactivateTOTPView):  # type: ignore[misc]
    def form_valid(self, form: Any) -> HttpResponse:
        disable_totp(actor=self.request.user, current=current_device(self.request))
        messages.success(self.request, "Your authenticator app was removed.")
        return redirect("settings:security")


class RenewCodesView(GenerateRecoveryCodesView):  # type: ignore[misc]
    def form_valid(self, form: Any) -> HttpResponse:
        renew_recovery_codes(actor=self.request.user)
        messages.success(self.request, "You have new recovery codes. The old ones no longer work.")
        return redirect("mfa_view_recovery_codes")
