"""The addresses under /.well-known/, for password managers, security researchers, and phones with an app."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.generic import RedirectView

#: Pages that an app may open instead of the browser.
_PAGES = ("/c/*", "/invite/*")
_CURRENT = timedelta(days=180)
_DAY = "public, max-age=86400"


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """The contact for reports of vulnerabilities (RFC 9116)."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    expires = (timezone.now() + _CURRENT).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        f"Canonical: {settings.SITE_URL}{request.path}",
        "Preferred-Languages: en",
    ]
    return _kept(HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8"))


@require_safe
def apple_app_site_association(request: HttpRequest) -> HttpResponse:
    """The iOS apps that open our links and fill in our passwords."""
    return _kept(
        _json(
            settings.APPLE_APPS,
            {
                "applinks": {
                    "details": [{"appIDs": settings.APPLE_APPS, "components": [{"/": page} for page in _PAGES]}]
                },
                "webcredentials": {"apps": settings.APPLE_APPS},
            },
        )
    )


@require_safe
def asset_links(request: HttpRequest) -> HttpResponse:
    """The Android apps that open our links and fill in our passwords."""
    relations = ["delegate_permission/common.handle_all_urls", "delegate_permission/common.get_login_creds"]
    targets = [
        {"namespace": "android_app", "package_name": package, "sha256_cert_fingerprints": fingerprints}
        for package, fingerprints in settings.ANDROID_APPS.items()
    ]
    return _kept(_json(targets, [{"relation": relations, "target": target} for target in targets]))


def _json(apps: list[Any], content: Any) -> HttpResponse:
    if not apps:
        raise Http404
    return JsonResponse(content, safe=False)


def _kept(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = _DAY
    return response


class ChangePassword(RedirectView):
    """The page to which a password manager sends users who should change their password."""

    def get_redirect_url(self, *arguments: Any, **path: Any) -> str:
        return reverse("account_change_password")


urlpatterns = [
    path("change-password", ChangePassword.as_view()),
    path("security.txt", security_txt),
    path("apple-app-site-association", apple_app_site_association),
    path("assetlinks.json", asset_links),
]
