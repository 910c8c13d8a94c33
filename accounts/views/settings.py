"""One's own settings: profile, devices, account."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.views import View
from django.views.generic import FormView, TemplateView

from accounts.browser_sessions import current_device
from accounts.forms import EmailForm, ProfileForm, add_refusal
from accounts.mail import ask_to_confirm
from accounts.models import Device, User
from accounts.operations.changing_email import propose_email
from accounts.operations.editing_profile import edit_profile
from accounts.operations.signing_out import end_device, end_other_devices
from chatproject.lib.errors import DomainError, NotFound

DEVICES_SHOWN = 100


class SignedInRequest(HttpRequest):
    user: User


class ProfileView(LoginRequiredMixin, FormView):  # type: ignore[type-arg]
    template_name = "settings/profile.html"
    form_class = ProfileForm
    success_url = reverse_lazy("settings:profile")
    request: SignedInRequest

    def get_form_kwargs(self) -> dict[str, Any]:
        # A fresh row: the form writes its fields into it, right or wrong.
        return super().get_form_kwargs() | {"instance": User.objects.get(pk=self.request.user.pk)}

    def form_valid(self, form: ProfileForm) -> HttpResponse:
        try:
            edit_profile(actor=self.request.user, **form.cleaned_data)
        except DomainError as error:
            add_refusal(form, error)
            return self.form_invalid(form)
        messages.success(self.request, "Your profile is saved.")
        return super().form_valid(form)


class AccountView(LoginRequiredMixin, FormView):  # type: ignore[type-arg]
    template_name = "settings/account.html"
    form_class = EmailForm
    success_url = reverse_lazy("settings:account")
    request: SignedInRequest

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}

    def form_valid(self, form: EmailForm) -> HttpResponse:
        user, email = self.request.user, form.cleaned_data["email"]
        try:
            token = propose_email(actor=user, email=email)
        except DomainError as error:
            add_refusal(form, error)
            return self.form_invalid(form)
        ask_to_confirm(user, email, self.request.build_absolute_uri(reverse("confirm_email", args=[token])))
        messages.success(self.request, f"Follow the link we sent to {email}.")
        return super().form_valid(form)


class DevicesView(LoginRequiredMixin, TemplateView):
    template_name = "settings/devices.html"
    request: SignedInRequest

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        current = current_device(self.request)
        devices = Device.objects.active().filter(user=self.request.user).order_by("-last_seen_at", "-pk")
        return super().get_context_data(devices=list(devices[:DEVICES_SHOWN]), current_device=current, **kwargs)


class EndDeviceView(LoginRequiredMixin, View):
    http_method_names = ["post"]

    def post(self, request: SignedInRequest, device: str) -> HttpResponse:
        try:
            end_device(actor=request.user, device=device)
        except NotFound:
            messages.info(request, "That device is signed out already.")
        return redirect("settings:devices")


class EndOtherDevicesView(LoginRequiredMixin, View):
    http_method_names = ["post"]

    def post(self, request: SignedInRequest) -> HttpResponse:
        count = end_other_devices(actor=request.user, current=current_device(request))
        messages.success(request, f"Signed out elsewhere: {count}.")
        return redirect("settings:devices")
