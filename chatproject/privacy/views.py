"""The page on which people ask for their data and download it."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.views.decorators.http import require_safe
from django.views.generic import FormView

from accounts.forms import ProofForm, add_refusal
from accounts.limits import address_of
from accounts.views.base import SignedInRequest
from chatproject.contract.errors import DomainError, NotFound
from chatproject.models import Export
from chatproject.privacy.exporting.making import ask_export, download_of, latest_export, link_export, next_after


class DataView(LoginRequiredMixin, FormView):  # type: ignore[type-arg]
    template_name = "settings/data.html"
    form_class = ProofForm
    success_url = reverse_lazy("data")
    request: SignedInRequest

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        export = latest_export(actor=self.request.user)
        is_ready = export is not None and export.state == Export.State.READY
        about = {"export": export, "is_ready": is_ready, "again": next_after(export), "days": settings.EXPORT_DAYS}
        return super().get_context_data(**about, **kwargs)

    def form_valid(self, form: ProofForm) -> HttpResponse:
        try:
            ask_export(actor=self.request.user, **form.cleaned_data, address=address_of(self.request))
        except DomainError as error:
            add_refusal(form, error)
            return self.form_invalid(form)
        return super().form_valid(form)


class DownloadView(LoginRequiredMixin, FormView):  # type: ignore[type-arg]
    """Shows the address of the download after a proof of identity: with a stolen session alone, no one gets it."""

    template_name = "settings/data_download.html"
    form_class = ProofForm
    request: SignedInRequest

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}

    def form_valid(self, form: ProofForm) -> HttpResponse:
        try:
            link = link_export(actor=self.request.user, **form.cleaned_data, address=address_of(self.request))
        except NotFound:
            return redirect("data")
        except DomainError as error:
            add_refusal(form, error)
            return self.form_invalid(form)
        # On this host, by whichever of its names they are here.
        return self.render_to_response(self.get_context_data(link=link, path=urlsplit(link.url).path))


@require_safe
def download(request: HttpRequest, token: str) -> HttpResponse:
    """Leads to the bytes of an export, for anyone who has its address."""
    try:
        return redirect(download_of(token))
    except NotFound as error:
        raise Http404 from error
