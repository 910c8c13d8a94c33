"""The pages of the terms and the privacy notice, and the one where users accept a new version."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.generic import TemplateView

from accounts.models import Consent
from accounts.operations.consenting import accept, pending
from accounts.staff.models import Document
from accounts.views.base import SignedInRequest
from accounts.views.settings import LiveView
from chatproject.contract.errors import Conflict


def document(request: HttpRequest, kind: str, version: int | None = None) -> HttpResponse:
    """Shows a version of a document, the current one by default."""
    versions = Document.objects.filter(kind=kind).order_by("-version")
    found = (versions if version is None else versions.filter(version=version)).first()
    if found is None:
        raise Http404
    return render(request, "documents/document.html", {"document": found})


class AcceptView(LoginRequiredMixin, TemplateView):
    """Asks users to accept a new version before they go on. What they wrote stays in their browser."""

    template_name = "documents/accept.html"
    request: SignedInRequest

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not pending(self.request.user):
            return redirect(self._next())
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        ids = [each.id for each in pending(self.request.user)]
        documents = Document.objects.filter(pk__in=ids).order_by("-kind")
        return super().get_context_data(documents=documents, next=self._next(), **kwargs)

    def post(self, request: SignedInRequest) -> HttpResponse:
        try:
            accept(actor=request.user, documents=request.POST.getlist("document"), via=Consent.Via.PAGE)
        except Conflict as error:
            messages.error(request, error.detail)
        return self.get(request)

    def _next(self) -> str:
        wanted = self.request.POST.get("next") or self.request.GET.get("next", "")
        is_ours = url_has_allowed_host_and_scheme(wanted, None)
        return wanted if is_ours else "/"


class PrivacyView(LiveView):
    template_name = "settings/privacy.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        consents = Consent.objects.filter(user=self.request.user).select_related("document").order_by("-pk")
        return super().get_context_data(consents=consents[:20], **kwargs)
