"""The bans of a conversation."""

from rest_framework.response import Response

from accounts.authentication import SignedRequest
from chatproject.contract.commands.conversations import BanPerson
from chatproject.contract.objects.conversations import Ban as BanShape
from chatproject.contract.schema import documented
from chatproject.rest.lists import page_of
from chatproject.rest.views import Api, answer
from conversations import rendering
from conversations.models import Conversation
from conversations.operations.banning import ban_member, bans_for, lift_ban


class BanList(Api):
    @documented("List the people banned from a conversation, latest first", response=BanShape, page=True)
    def get(self, request: SignedRequest, conversation: str) -> Response:
        """For admins and owners."""
        found = Conversation.objects.get_for(request.user, conversation)
        return answer(page_of(bans_for(actor=request.user, conversation=found), request, rendering.ban))

    @documented("Ban a person", request=BanPerson, response=BanShape, status=201, also={200: BanShape})
    def post(self, request: SignedRequest, conversation: str) -> Response:
        """Returns 201 with the new ban, or 200 with the new reason and end if the person was already banned."""
        command = self.read(BanPerson)
        banned = ban_member(
            actor=request.user,
            conversation_id=conversation,
            user_id=command.user,
            reason=command.reason,
            until=command.until,
        )
        return answer(rendering.ban(banned.ban), status=201 if banned.is_new else 200)


class BanDetail(Api):
    @documented("Lift a ban", status=204)
    def delete(self, request: SignedRequest, conversation: str, user: str) -> Response:
        """The person can join or be added again. Lifting the ban does not add them."""
        lift_ban(actor=request.user, conversation_id=conversation, user_id=user)
        return answer()
