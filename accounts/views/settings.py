"""The settings pages: profile, account, security, and settings that take effect at once."""

from typing import Any

import msgspec
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.views import View
from django.views.generic import TemplateView

from accounts.browser_sessions import current_device
from accounts.forms import ProfileForm
from accounts.leaving import clear_site_data
from accounts.models import Device, User
from accounts.operations.consenting import ensure_accepted
from accounts.operations.editing_profile import edit_profile
from accounts.operations.proving import has_second_factor
from accounts.operations.signing_out import end_device, end_other_devices
from accounts.serializers import present_profile
from accounts.views.base import OwnFormView, SignedInRequest, refusing
from chatproject.contract.errors import NotFound
from chatproject.contract.pictures import avatar_path

DEVICES_SHOWN = 100


class ProfileView(OwnFormView):
    template_name = "settings/profile.html"
    form_class = ProfileForm
    success_url = reverse_lazy("settings:profile")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(picture=avatar_path(self.request.user.avatar), **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        # A fresh row, because the form writes its fields into it even if they are invalid.
        return super().get_form_kwargs() | {"instance": User.objects.get(pk=self.request.user.pk)}

    @refusing
    def form_valid(self, form: ProfileForm) -> HttpResponse:
        ensure_accepted(self.request.user)
        edit_profile(actor=self.request.user, **form.cleaned_data)
        messages.success(self.request, "Your profile was saved.")
        return super().form_valid(form)


class AccountView(LoginRequiredMixin, TemplateView):
    template_name = "settings/account.html"


class LiveView(LoginRequiredMixin, TemplateView):
    """A settings page that the browser renders and saves over the API."""

    request: SignedInRequest

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        live = {"me": msgspec.to_builtins(present_profile(self.request.user)), "csrf": get_token(self.request)}
        return super().get_context_data(live=live, **kwargs)


class SecurityView(LoginRequiredMixin, TemplateView):
    template_name = "settings/security.html"
    request: SignedInRequest

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        devices = _devices(user, current_device(self.request))
        return super().get_context_data(devices=devices, has_second_factor=has_second_factor(user), **kwargs)


class EndDeviceView(LoginRequiredMixin, View):
    http_method_names = ["post"]

    def post(self, request: SignedInRequest, device: str) -> HttpResponse:
        current = current_device(request)
        if current is not None and str(current.pk) == device:
            logout(request)
            return clear_site_data(redirect("account_login"))
        try:
            end_device(actor=request.user, device=device)
        except NotFound:
            messages.info(request, "That device is already signed out.")
        return redirect("settings:security")


class EndOtherDevicesView(LoginRequiredMixin, View):
    http_method_names = ["post"]

    def post(self, request: SignedInRequest) -> HttpResponse:
        end_other_devices(actor=request.user, current=current_device(request))
        messages.success(request, "Your other devices were signed out.")
        return redirect("settings:security")


def _devices(user: User, current: Device | None) -> list[Device]:
    """Returns the current device first, then the latest used; `is_current` marks the current one."""
    devices = list(Device.objects.active().filter(user=user).order_by("-last_seen_at", "-pk")[:DEVICES_SHOWN])
    for device in devices:
        device.is_current = device == current
    return sorted(devices, key=lambda device: not device.is_current)
