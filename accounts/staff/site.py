"""The admin: a site of our own, which contains only what our apps register."""

from functools import update_wrapper
from typing import Any

from csp.decorators import csp
from django.conf import settings
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, resolve_url
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from accounts.staff.access import is_recent, lacks_second_factor
from accounts.staff.counts import counts
from accounts.staff.origin import acting_from, origin_of
from accounts.staff.parts import history, parts


class StaffSite(AdminSite):
    """Staff enter through the product's sign-in, with a second factor, and only soon after proving their identity."""

    site_header = site_title = "Parlance"
    index_title = "Staff"

    def has_permission(self, request: HttpRequest) -> bool:
        return super().has_permission(request) and not lacks_second_factor(request.user) and is_recent(request)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Django's jQuery writes HTML as text, which Trusted Types refuse, so the admin has a policy of its own."""

        def with_origin(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            with acting_from(origin_of(request)):
                return view(request, *args, **kwargs)

        named = update_wrapper(with_origin, view)
        return csp(settings.ADMIN_CONTENT_SECURITY_POLICY)(super().admin_view(named, cacheable))

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Redirects to the missing step: signing in, a second factor, or proving one's identity again."""
        back = _next(request)
        if not request.user.is_authenticated:
            return _lead(settings.LOGIN_URL, back)
        if not super().has_permission(request):
            raise PermissionDenied
        if lacks_second_factor(request.user):
            messages.error(request, "Staff need a second factor. Set one up, then come back.")
            return redirect("settings:security")
        return HttpResponseRedirect(back) if is_recent(request) else _lead("account_reauthenticate", back)

    def logout(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:  # type: ignore[override]
        return redirect("account_logout")

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:  # type: ignore[override]
        return redirect("account_change_password")

    def password_change_done(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:  # type: ignore[override]
        return redirect("account_change_password")

    def get_urls(self) -> list[Any]:
        return [path("health/", self.admin_view(self.health), name="health"), *super().get_urls()]

    def health(self, request: HttpRequest) -> TemplateResponse:
        """Is the server well, since when, and what to do."""
        found = parts(request)
        if not found:
            raise PermissionDenied
        past = history(request)
        context = {
            **self.each_context(request),
            "title": "Health",
            "parts": found,
            "unwell": [part for part in found if not part.is_well],
            "since": max((each.ended_at for each in past if each.ended_at), default=None),
            "history": past,
        }
        return TemplateResponse(request, "admin/health.html", context)

    def index(self, request: HttpRequest, extra_context: Any = None) -> TemplateResponse:
        return super().index(request, {"counts": counts(request), "parts": parts(request), **(extra_context or {})})


site = StaffSite()


def _next(request: HttpRequest) -> str:
    wanted = request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_ours else resolve_url("admin:index")


def _lead(to: str, back: str) -> HttpResponse:
    return HttpResponseRedirect(f"{resolve_url(to)}?{urlencode({'next': back})}")
