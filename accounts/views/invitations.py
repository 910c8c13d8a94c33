"""Invitations to this server: listing, creating and ending them."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.views import View
from django.views.generic import FormView

from accounts.forms import InviteForm, add_refusal
from accounts.mail import sign_up_link
from accounts.operations.consenting import ensure_accepted
from accounts.operations.inviting import invite, may_invite, open_invitations, revoke_invitation
from accounts.views.settings import SignedInRequest
from chatproject.contract.errors import DomainError


class InvitationsView(LoginRequiredMixin, FormView):  # type: ignore[type-arg]
    template_name = "settings/invitations.html"
    form_class = InviteForm
    success_url = reverse_lazy("settings:invitations")
    request: SignedInRequest

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        context = {
            "may_invite": may_invite(user),
            "invitations": open_invitations(actor=user),
        }
        return super().get_context_data(**context, **kwargs)

    def form_valid(self, form: InviteForm) -> HttpResponse:
        try:
            ensure_accepted(self.request.user)
            _, token = invite(actor=self.request.user, max_uses=form.cleaned_data["max_uses"])
        except DomainError as error:
            add_refusal(form, error)
            return self.form_invalid(form)
        # The link can only be shown now: its token is not stored.
        link = sign_up_link(token)
        return self.render_to_response(self.get_context_data(form=InviteForm(), link=link))


class RevokeInvitationView(LoginRequiredMixin, View):
    http_method_names = ["post"]

    def post(self, request: SignedInRequest, invitation: str) -> HttpResponse:
        try:
            revoke_invitation(actor=request.user, invitation=invitation)
        except DomainError:
            messages.info(request, "That invitation has already ended.")
        return redirect("settings:invitations")
