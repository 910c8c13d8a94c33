"""The page on which people ask for their data and download it."""

from typing import Any

from django.conf import settings
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.views.decorators.http import require_safe
from django.views.generic import FormView

from accounts.forms import ProofForm, add_refusal
from accounts.limits import address_of
from accounts.views.settings import SignedInRequest
from chatproject.contract.errors import DomainError, NotFound
from chatproject.models import Export
from chatproject.privacy.exporting.making import ask_export, download_of, latest_export, link_of, next_after


class DataView(LoginRequiredMixin, FormView):  # type: ignore[type-arg]
    template_name = "settings/data.html"
    form_class = ProofForm
    success_url = reverse_lazy("data")
    request: SignedInRequest

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        export = latest_export(actor=self.request.user)
        link = link_of(export) if export is not None and export.state == Export.State.READY else ""
        about = {"export": export, "link": link, "again": next_after(export), "days": settings.EXPORT_DAYS}
        return super().get_context_data(**about, **kwargs)

    def form_valid(self, form: ProofForm) -> HttpResponse:
        try:
            ask_export(actor=self.request.user, **form.cleaned_data, address=address_of(self.request))
        except DomainError as error:
            add_refusal(form, error)
            return self.form_invalid(form)
        return super().form_valid(form)


@require_safe
def download(request: HttpRequest, token: str) -> HttpResponse:
    """Leads to the bytes of an export, for anyone who has its address."""
    try:
        return redirect(download_of(token))
    except NotFound as error:
        raise Http404 from error
