"""Pages for whoever is not signed in, where allauth's own are not enough."""

from typing import Any

from allauth.account.views import SignupView as AllauthSignupView
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views import View

from accounts.browser_sessions import current_device
from accounts.forms import add_refusal
from accounts.mail import tell_email_changed
from accounts.operations.changing_email import confirm_email
from chatproject.lib.errors import DomainError


class SignupView(AllauthSignupView):  # type: ignore[misc]
    def form_valid(self, form: Any) -> HttpResponseBase:
        try:
            response: HttpResponseBase = super().form_valid(form)
        except DomainError as error:
            add_refusal(form, error)
            return self.form_invalid(form)  # type: ignore[no-any-return]
        return response


class ConfirmEmailView(View):
    """Where the link in the mail leads. It asks once more, for programs that look at mail follow links too."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return render(request, "account/email_change_confirm.html", {"token": token})

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        try:
            user, old = confirm_email(token=token, current=current_device(request))
        except DomainError as error:
            messages.error(request, error.detail)
        else:
            tell_email_changed(user, old)
            messages.success(request, f"Your address is {user.email} now.")
        return redirect("settings:account" if request.user.is_authenticated else "account_login")
