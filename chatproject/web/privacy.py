"""The privacy notice for people, and the register of processing for staff."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from accounts.staff.models import Document
from accounts.staff.site import site
from chatproject.register import activities, measures


def privacy(request: HttpRequest) -> HttpResponse:
    """Shows who runs this server, what it stores and why, and people's rights; and the published notice, if any."""
    notice = Document.objects.filter(kind=Document.Kind.PRIVACY).order_by("-version").first()
    context = {"notice": notice, "activities": activities(), "operator": settings.OPERATOR}
    return render(request, "documents/privacy.html", context | {"contact": settings.PRIVACY_CONTACT})


def register(request: HttpRequest) -> HttpResponse:
    """Shows the register (GDPR Art. 30) as this installation is configured, for printing."""
    if not request.user.has_perm("staff.view_serverstate"):
        raise PermissionDenied
    context = {
        **site.each_context(request),
        "title": "Register of processing",
        "activities": activities(),
        "measures": measures(),
        "operator": settings.OPERATOR,
        "contact": settings.PRIVACY_CONTACT,
    }
    return render(request, "admin/register.html", context)


urlpatterns = [
    path("privacy/", privacy, name="privacy"),
    path("admin/privacy-register/", site.admin_view(register), name="privacy_register"),
]
