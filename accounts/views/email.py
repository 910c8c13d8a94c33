"""Changing one's e-mail address: asking for it, and following the link."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.views import View
from django.views.generic import FormView

from accounts.browser_sessions import current_device
from accounts.confirming import send_confirmation
from accounts.forms import EmailForm, add_refusal
from accounts.mail import ask_to_confirm, tell_email_changed
from accounts.operations.changing_email import confirm_email, is_proven, propose_email, read_proposal
from accounts.views.settings import SignedInRequest
from chatproject.lib.errors import DomainError, Invalid


class EmailView(LoginRequiredMixin, FormView):  # type: ignore[type-arg]
    template_name = "account/email_change.html"
    form_class = EmailForm
    success_url = reverse_lazy("account_email")
    request: SignedInRequest

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        current = {"email": self.request.user.email, "verified": is_proven(self.request.user)}
        return super().get_context_data(current_emailaddress=current, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._confirm() if "action_confirm" in request.POST else super().post(request, *args, **kwargs)

    def _confirm(self) -> HttpResponse:
        user = self.request.user
        try:
            send_confirmation(self.request, user)
        except DomainError as error:
            messages.error(self.request, error.detail)
        else:
            messages.success(self.request, f"We have sent a link to {user.email}. Open it, and it is confirmed.")
        return redirect("account_email")

    def form_valid(self, form: EmailForm) -> HttpResponse:
        user, email = self.request.user, form.cleaned_data["email"]
        try:
            token = propose_email(actor=user, email=email)
        except DomainError as error:
            add_refusal(form, error)
            return self.form_invalid(form)
        link = reverse("account_confirm_email", args=[token])
        ask_to_confirm(user, email, self.request.build_absolute_uri(link))
        messages.success(self.request, f"We have sent a link to {email}. Your address changes when you open it.")
        return super().form_valid(form)


class ConfirmEmailView(View):
    """Where the link leads. It asks once more: programs that look through mail follow links too."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        try:
            _, _, email = read_proposal(token)
        except Invalid:
            return render(request, "account/email_confirm.html", status=404)
        confirmation = {"key": token, "email_address": {"email": email}}
        return render(request, "account/email_confirm.html", {"confirmation": confirmation, "can_confirm": True})

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        try:
            user, old = confirm_email(token=token, current=current_device(request))
        except DomainError as error:
            messages.error(request, error.detail)
        else:
            if user.email != old:
                tell_email_changed(user, old)
            messages.success(request, f"Your address is {user.email} now.")
        return redirect("settings:account" if request.user.is_authenticated else "account_login")
