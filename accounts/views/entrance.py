"""Signing up, where allauth's own page is not enough."""

from typing import Any

from allauth.account.views import SignupView as AllauthSignupView
from django.http import HttpResponseBase

from accounts.forms import add_refusal
from chatproject.lib.errors import DomainError


class SignupView(AllauthSignupView):  # type: ignore[misc]
    def form_valid(self, form: Any) -> HttpResponseBase:
        response: HttpResponseBase
        try:
            response = super().form_valid(form)
        except DomainError as error:
            add_refusal(form, error)
            response = self.form_invalid(form)
        return response
