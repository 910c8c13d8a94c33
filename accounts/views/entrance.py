"""Signing up and out, where allauth's own pages are not enough."""

from typing import Any

from allauth.account.views import LogoutView as AllauthLogoutView
from allauth.account.views import SignupView as AllauthSignupView
from django.http import HttpResponse, HttpResponseBase
from django.views.generic import TemplateView

from accounts.forms import add_refusal
from accounts.leaving import clear_site_data
from chatproject.lib.errors import DomainError


class SignupView(AllauthSignupView):  # type: ignore[misc]
    def get_initial(self) -> dict[str, Any]:
        initial: dict[str, Any] = super().get_initial()
        return initial | {"invitation": self.request.GET.get("invitation", "")}

    def form_valid(self, form: Any) -> HttpResponseBase:
        response: HttpResponseBase
        try:
            response = super().form_valid(form)
        except DomainError as error:
            add_refusal(form, error)
            response = self.form_invalid(form)
        return response


class WaitingView(TemplateView):
    """For a new account that staff have to approve, or whose email address has to be confirmed."""

    template_name = "account/waiting.html"


class LogoutView(AllauthLogoutView):  # type: ignore[misc]
    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post(*args, **kwargs)
        return clear_site_data(response)
