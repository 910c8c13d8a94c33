"""Changing the email address: requesting the change, following the link, and undoing it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.views import View
from django.views.generic import FormView

from accounts.addresses import is_proven
from accounts.browser_sessions import current_device
from accounts.forms import EmailForm, add_refusal
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
from accounts.views.settings import SignedInRequest
from chatproject.contract.errors import DomainError, Invalid


class EmailView(LoginRequiredMixin, FormView):  # type: ignore[type-arg]
    template_name = "account/email_change.html"
    form_class = EmailForm
    success_url = reverse_lazy("account_email")
    request: SignedInRequest

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}

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

    def form_valid(self, form: EmailForm) -> HttpResponse:
        data = form.cleaned_data
        try:
            propose_email(
                actor=self.request.user,
                email=data["email"],
                password=data["password"],
                code=data.get("code", ""),
                address=address_of(self.request),
            )
        except DomainError as error:
            add_refusal(form, error)
            return self.form_invalid(form)
        messages.success(
            self.request, f"We have sent a link to {data['email']}. Your address changes when you open it."
        )
        return super().form_valid(form)


class ConfirmEmailView(View):
    """The page of the link. It requires a click: programs that scan mail follow links too."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        try:
            _, _, email = read_link(token)
        except Invalid:
            return render(request, "account/email_confirm.html", status=404)
        confirmation = {"key": token, "email_address": {"email": email}}
        return render(request, "account/email_confirm.html", {"confirmation": confirmation, "can_confirm": True})

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        try:
            user = confirm_email(token=token, current=current_device(request))
        except DomainError as error:
            messages.error(request, error.detail)
        else:
            messages.success(request, f"Your address is now {user.email}.")
        return redirect("settings:account" if request.user.is_authenticated else "account_login")


class UndoEmailView(View):
    """The page of the link in the letter to the old address."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        try:
            change = read_undo(token)
        except Invalid:
            return render(request, "account/email_undo.html", status=404)
        return render(request, "account/email_undo.html", {"change": change})

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        try:
            user = undo_email(token=token)
        except DomainError as error:
            messages.error(request, error.detail)
        else:
            messages.success(
                request, f"Your address is {user.email} again. We have sent a link there to choose a new password."
            )
        return redirect("account_login")
