"""Invitation links: those of a conversation, and the one that the caller follows."""

from msgspec.structs import asdict
from rest_framework.response import Response

from accounts.authentication import SignedRequest
from chatproject.contract.commands.conversations import CreateInvitation
from chatproject.contract.objects.conversations import Invitation as InvitationShape
from chatproject.contract.objects.conversations import InvitationPreview
from chatproject.contract.schema import documented
from chatproject.rest.lists import page_of
from chatproject.rest.views import Api, answer
from conversations import rendering
from conversations.models import Conversation
from conversations.operations.inviting import create_invitation, find_invitation, invitations_for, revoke_invitation


class InvitationList(Api):
    @documented("List the open invitations that you can revoke", response=InvitationShape, page=True)
    def get(self, request: SignedRequest, conversation: str) -> Response:
        """Members see their own links; admins and owners see all."""
        found = Conversation.objects.get_for(request.user, conversation)
        invitations = invitations_for(actor=request.user, conversation=found)
        return answer(page_of(invitations, request, rendering.invitation))

    @documented("Create an invitation link", request=CreateInvitation, response=InvitationShape, status=201)
    def post(self, request: SignedRequest, conversation: str) -> Response:
        """The link is `/invite/{token}/` on this server."""
        command = self.read(CreateInvitation)
        made = create_invitation(actor=request.user, conversation_id=conversation, **asdict(command))
        return answer(rendering.invitation(made), status=201)


class InvitationDetail(Api):
    @documented("Revoke an invitation", status=204)
    def delete(self, request: SignedRequest, conversation: str, invitation: str) -> Response:
        """People who already joined stay."""
        revoke_invitation(actor=request.user, conversation_id=conversation, invitation_id=invitation)
        return answer()


class InvitationLink(Api):
    @documented("Preview the conversation of an invitation", response=InvitationPreview)
    def get(self, request: SignedRequest, token: str) -> Response:
        """For people who may use the link. A link that no longer works is not found."""
        found = find_invitation(actor=request.user, token=token)
        return answer(rendering.invitation_preview(found.invitation, token=token, is_member=found.is_member))
