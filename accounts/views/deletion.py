"""Deleting one's account, and keeping it after all."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views import View
from django.views.generic import FormView

from accounts.forms import DeletionForm, add_refusal
from accounts.leaving import clear_site_data
from accounts.limits import address_of
from accounts.operations.deleting import KEPT_FOR, ask_deletion, read_undo_deletion, undo_deletion
from accounts.views.settings import SignedInRequest
from chatproject.contract.errors import DomainError, Invalid


class DeleteAccountView(LoginRequiredMixin, FormView):  # type: ignore[type-arg]
    template_name = "settings/delete_account.html"
    form_class = DeletionForm
    request: SignedInRequest

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(days=KEPT_FOR.days, **kwargs)

    def form_valid(self, form: DeletionForm) -> HttpResponse:
        try:
            ask_deletion(actor=self.request.user, **form.cleaned_data, address=address_of(self.request))
        except DomainError as error:
            add_refusal(form, error)
            return self.form_invalid(form)
        logout(self.request)
        messages.success(self.request, "You are signed out. The link in our email keeps your account.")
        return clear_site_data(redirect("account_login"))


class UndoDeletionView(View):
    """The page of the link in the letter. It requires a click: programs that scan mail follow links too."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        try:
            user = read_undo_deletion(token)
        except Invalid:
            return render(request, "account/deletion_undo.html", status=404)
        return render(request, "account/deletion_undo.html", {"account": user})

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        try:
            undo_deletion(user=read_undo_deletion(token))
        except DomainError as error:
            messages.error(request, error.detail)
        else:
            messages.success(request, "Welcome back. Your account is as you left it.")
        return redirect("account_login")
