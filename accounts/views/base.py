"""What several pages share: who is signed in, forms that run an operation, and the pages of links in letters."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ClassVar, TypeVar

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views import View
from django.views.generic import FormView

from accounts.forms import add_refusal
from accounts.models import User
from chatproject.contract.errors import DomainError, Invalid

R = TypeVar("R")


class SignedInRequest(HttpRequest):
    user: User


class OwnFormView(LoginRequiredMixin, FormView):  # type: ignore[type-arg]
    """A form about the account of the signed-in user."""

    request: SignedInRequest


class ProofView(OwnFormView):
    """Its form asks for the user's password."""

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}


def refusing(form_valid: Callable[[Any, Any], R]) -> Callable[[Any, Any], R]:
    """Makes a view's form_valid show an operation's error above the form."""

    @wraps(form_valid)
    def shown(view: Any, form: Any) -> R:
        try:
            return form_valid(view, form)
        except DomainError as error:
            add_refusal(form, error)
            refused: R = view.form_invalid(form)
            return refused

    return shown


class LinkView(View):
    """The page of a link in a letter. It requires a click: programs that scan mail follow links too."""

    template_name: ClassVar[str]

    def read(self, token: str) -> dict[str, Any]:
        """Returns the context of the page. Raises Invalid for a link that no longer works."""
        raise NotImplementedError

    def follow(self, token: str) -> str:
        """Does what the link is for, and returns the message to show."""
        raise NotImplementedError

    def next_page(self) -> str:
        return "account_login"

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        try:
            return render(request, self.template_name, self.read(token))
        except Invalid:
            return render(request, self.template_name, status=404)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        try:
            messages.success(request, self.follow(token))
        except DomainError as error:
            messages.error(request, error.detail)
        return redirect(self.next_page())
