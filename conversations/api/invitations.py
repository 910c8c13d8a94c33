"""Invitation links: those of a conversation, and the one that the caller follows."""

from msgspec.structs import asdict
from rest_framework.request import Request
from rest_framework.response import Response

from chatproject.contract.commands.conversations import CreateInvitation
from chatproject.contract.objects.conversations import Invitation as InvitationShape
from chatproject.contract.objects.conversations import InvitationPreview
from chatproject.contract.pagination import Page, make_cursor, paginate, read_cursor
from chatproject.contract.schema import documented
from chatproject.rest.views import answer
from conversations import rendering
from conversations.api.base import MemberApi
from conversations.cursors import Id
from conversations.models import Conversation, Invitation
from conversations.operations.inviting import (
    create_invitation,
    find_invitation,
    invitations_for,
    revoke_invitation,
)


def _place(invitation: Invitation) -> str:
    return make_cursor(invitation.pk)


class InvitationList(MemberApi):
    @documented("List the open invitations that you can revoke", response=InvitationShape, page=True)
    def get(self, request: Request, conversation: str) -> Response:
        """Members see their own links; admins and owners see all."""
        found = Conversation.objects.get_for(self.actor, conversation)
        invitations = invitations_for(actor=self.actor, conversation=found).order_by("-pk")
        if place := read_cursor(self.query("cursor"), Id):
            invitations = invitations.filter(pk__lt=place[0])
        page, next_cursor = paginate(list(invitations[: self.limit + 1]), self.limit, _place)
        return answer(Page([rendering.invitation(row) for row in page], next_cursor))

    @documented("Create an invitation link", request=CreateInvitation, response=InvitationShape, status=201)
    def post(self, request: Request, conversation: str) -> Response:
        """The link is `/invite/{token}/` on this server."""
        command = self.read(CreateInvitation)
        made = create_invitation(actor=self.actor, conversation_id=conversation, **asdict(command))
        return answer(rendering.invitation(made), status=201)


class InvitationDetail(MemberApi):
    @documented("Revoke an invitation", status=204)
    def delete(self, request: Request, conversation: str, invitation: str) -> Response:
        """People who already joined stay."""
        revoke_invitation(actor=self.actor, conversation_id=conversation, invitation_id=invitation)
        return answer()


class InvitationLink(MemberApi):
    @documented("Preview the conversation of an invitation", response=InvitationPreview)
    def get(self, request: Request, token: str) -> Response:
        """For people who may use the link. A link that no longer works is not found."""
        found = find_invitation(actor=self.actor, token=token)
        return answer(rendering.invitation_preview(found.invitation, token=token, is_member=found.is_member))
