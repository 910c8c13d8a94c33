"""The caller's invitations to this server."""

from datetime import timedelta

import msgspec
from rest_framework.response import Response

from accounts import models
from accounts.authentication import SignedRequest
from accounts.mail import sign_up_link
from accounts.operations.inviting import invite, open_invitations, revoke_invitation
from chatproject.contract.commands import accounts as commands
from chatproject.contract.objects.accounts import NewServerInvitation, ServerInvitation
from chatproject.contract.schema import documented
from chatproject.rest.lists import page_of
from chatproject.rest.views import Api, answer


class InvitationsView(Api):
    @documented("List your open invitations to this server", response=ServerInvitation, page=True)
    def get(self, request: SignedRequest) -> Response:
        """Latest first, without `token` and `url`: only the response to `POST` has them."""
        return answer(page_of(open_invitations(actor=request.user), request, _invitation))

    @documented(
        "Invite people to this server", request=commands.InviteToServer, response=NewServerInvitation, status=201
    )
    def post(self, request: SignedRequest) -> Response:
        """For staff with permission, and for members if the server allows it: see `may_invite` of `GET server`."""
        command = self.read(commands.InviteToServer)
        invitation, token = invite(
            actor=request.user, expires_in=timedelta(seconds=command.expires_in), max_uses=command.max_uses
        )
        shown = msgspec.structs.asdict(_invitation(invitation))
        return answer(NewServerInvitation(**shown, token=token, url=sign_up_link(token)), status=201)


class InvitationView(Api):
    @documented("Revoke an invitation to this server", status=204)
    def delete(self, request: SignedRequest, invitation: str) -> Response:
        """Accounts that people created with it stay."""
        revoke_invitation(actor=request.user, invitation=invitation)
        return answer()


def _invitation(row: models.ServerInvitation) -> ServerInvitation:
    return ServerInvitation(
        id=row.pk, created_at=row.created_at, expires_at=row.expires_at, max_uses=row.max_uses, uses=row.uses
    )
