"""Deleting one's account, and keeping it after all."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect

from accounts.forms import DeletionForm
from accounts.leaving import clear_site_data
from accounts.limits import address_of
from accounts.operations.deleting import KEPT_FOR, ask_deletion, read_undo_deletion, undo_deletion
from accounts.views.base import LinkView, ProofView, refusing


class DeleteAccountView(ProofView):
    template_name = "settings/delete_account.html"
    form_class = DeletionForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(days=KEPT_FOR.days, **kwargs)

    @refusing
    def form_valid(self, form: DeletionForm) -> HttpResponse:
        ask_deletion(actor=self.request.user, **form.cleaned_data, address=address_of(self.request))
        logout(self.request)
        messages.success(self.request, "You are signed out. The link in our email keeps your account.")
        return clear_site_data(redirect("account_login"))


class UndoDeletionView(LinkView):
    template_name = "account/deletion_undo.html"

    def read(self, token: str) -> dict[str, Any]:
        return {"account": read_undo_deletion(token)}

    def follow(self, token: str) -> str:
        undo_deletion(user=read_undo_deletion(token))
        return "Welcome back. Your account is as you left it."
