"""Changing the email address: requesting the change, following the link, and undoing it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy

from accounts.addresses import is_proven
from accounts.browser_sessions import current_device
from accounts.forms import EmailForm
from accounts.limits import address_of
from accounts.models import PendingEmail
from accounts.operations.changing_email import (
    cancel_proposal,
    confirm_email,
    propose_email,
    read_link,
    request_confirmation,
)
from accounts.operations.undoing_email import read_undo, undo_email
from accounts.views.base import LinkView, ProofView, refusing
from chatproject.contract.errors import DomainError


class EmailView(ProofView):
    template_name = "account/email_change.html"
    form_class = EmailForm
    success_url = reverse_lazy("account_email")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        current = {"email": user.email, "verified": is_proven(user)}
        pending = PendingEmail.objects.filter(user=user).first()
        return super().get_context_data(current_emailaddress=current, new_emailaddress=pending, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "action_confirm" in request.POST:
            return self._confirm()
        if "action_remove" in request.POST:
            cancel_proposal(actor=self.request.user)
            return redirect("account_email")
        return super().post(request, *args, **kwargs)

    def _confirm(self) -> HttpResponse:
        user = self.request.user
        try:
            request_confirmation(actor=user)
        except DomainError as error:
            messages.error(self.request, error.detail)
        else:
            messages.success(self.request, f"We have sent a link to {user.email}. Open it to confirm your address.")
        return redirect("account_email")

    @refusing
    def form_valid(self, form: EmailForm) -> HttpResponse:
        propose_email(actor=self.request.user, **form.cleaned_data, address=address_of(self.request))
        email = form.cleaned_data["email"]
        messages.success(self.request, f"We have sent a link to {email}. Your address changes when you open it.")
        return super().form_valid(form)


class ConfirmEmailView(LinkView):
    template_name = "account/email_confirm.html"

    def next_page(self) -> str:
        return "settings:account" if self.request.user.is_authenticated else "account_login"

    def read(self, token: str) -> dict[str, Any]:
        _, _, email = read_link(token)
        return {"confirmation": {"key": token, "email_address": {"email": email}}, "can_confirm": True}

    def follow(self, token: str) -> str:
        user = confirm_email(token=token, current=current_device(self.request))
        return f"Your address is now {user.email}."


class UndoEmailView(LinkView):
    """The page of the link in the letter to the old address."""

    template_name = "account/email_undo.html"

    def read(self, token: str) -> dict[str, Any]:
        return {"change": read_undo(token)}

    def follow(self, token: str) -> str:
        user = undo_email(token=token)
        return f"Your address is {user.email} again. We have sent a link there to choose a new password."
