"""Sign-up and sign-out, where allauth's pages are not enough."""

from typing import Any

from allauth.account.views import LogoutView as AllauthLogoutView
from allauth.account.views import PasswordResetView as AllauthPasswordResetView
from allauth.account.views import SignupView as AllauthSignupView
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.generic import TemplateView

from accounts.forms import add_refusal
from accounts.leaving import clear_site_data
from accounts.limits import address_of, spend
from accounts.views.base import refusing
from chatproject.contract.errors import RateLimited


class SignupView(AllauthSignupView):  # type: ignore[misc]
    form_valid = refusing(AllauthSignupView.form_valid)

    def get_initial(self) -> dict[str, Any]:
        initial: dict[str, Any] = super().get_initial()
        return initial | {"invitation": self.request.GET.get("invitation", "")}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Every post counts, even if the form is invalid: its errors may reveal who has an account."""
        response: HttpResponseBase
        try:
            spend("register_address", address_of(request))
        except RateLimited as error:
            form = self.get_form()
            form.errors.clear()
            add_refusal(form, error)
            response = self.form_invalid(form)
        else:
            response = super().post(request, *args, **kwargs)
        return response


class PasswordResetView(AllauthPasswordResetView):  # type: ignore[misc]
    form_valid = refusing(AllauthPasswordResetView.form_valid)


class WaitingView(TemplateView):
    """For a new account that staff have to approve, or whose email address has to be confirmed."""

    template_name = "account/waiting.html"


class LogoutView(AllauthLogoutView):  # type: ignore[misc]
    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post(*args, **kwargs)
        return clear_site_data(response)
