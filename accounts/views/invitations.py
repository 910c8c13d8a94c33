"""Invitations to this server: listing, creating and ending them."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.views import View

from accounts.forms import InviteForm
from accounts.mail import sign_up_link
from accounts.operations.consenting import ensure_accepted
from accounts.operations.inviting import invite, may_invite, open_invitations, revoke_invitation
from accounts.views.base import OwnFormView, SignedInRequest, refusing
from chatproject.contract.errors import DomainError


class InvitationsView(OwnFormView):
    template_name = "settings/invitations.html"
    form_class = InviteForm
    success_url = reverse_lazy("settings:invitations")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        invitations = open_invitations(actor=user)
        return super().get_context_data(may_invite=may_invite(user), invitations=invitations, **kwargs)

    @refusing
    def form_valid(self, form: InviteForm) -> HttpResponse:
        ensure_accepted(self.request.user)
        _, token = invite(actor=self.request.user, max_uses=form.cleaned_data["max_uses"])
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
