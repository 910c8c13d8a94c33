"""The members of a conversation, and the caller's own settings in it."""

from rest_framework.response import Response

from accounts.authentication import SignedRequest
from chatproject.contract.commands.conversations import AddMember, ChangeRole, PersonaliseConversation
from chatproject.contract.ids import parse_id
from chatproject.contract.objects import conversations as objects
from chatproject.contract.objects.conversations import Asked
from chatproject.contract.schema import documented
from chatproject.contract.wire import changes
from chatproject.rest.lists import page_of
from chatproject.rest.views import Api, answer
from conversations import rendering
from conversations.member_views import member_view_of
from conversations.models import Conversation, Membership
from conversations.operations.adding import add_member
from conversations.operations.personalising import personalise_conversation
from conversations.operations.promoting import change_role
from conversations.operations.removing import remove_member


class MemberList(Api):
    @documented("List a conversation's members", response=objects.Member, page=True)
    def get(self, request: SignedRequest, conversation: str) -> Response:
        """Returns the current members."""
        found = Conversation.objects.get_for(request.user, conversation)
        members = Membership.objects.active().of(found)
        return answer(page_of(members, request, rendering.member, is_oldest_first=True))

    @documented(
        "Add a member", request=AddMember, response=objects.Member, status=201, also={200: objects.Member, 202: Asked}
    )
    def post(self, request: SignedRequest, conversation: str) -> Response:
        """Returns 201 with the new member, 200 with a current one in their role, or 202 if the person is
        asked first.
        """
        command = self.read(AddMember)
        added = add_member(actor=request.user, conversation_id=conversation, user_id=command.user, role=command.role)
        if added.membership is None:
            return answer(Asked(user=parse_id(command.user)), status=202)
        return answer(rendering.member(added.membership), status=201 if added.is_new else 200)


class MemberDetail(Api):
    @documented("Change a member's role", request=ChangeRole, response=objects.Member)
    def patch(self, request: SignedRequest, conversation: str, user: str) -> Response:
        """For owners. The last owner keeps the role (`last_owner`)."""
        command = self.read(ChangeRole)
        changed = change_role(actor=request.user, conversation_id=conversation, user_id=user, role=command.role)
        return answer(rendering.member(changed))

    @documented("Remove a member, or leave", status=204)
    def delete(self, request: SignedRequest, conversation: str, user: str) -> Response:
        """Members leave by removing themselves. Only an admin or owner can add a removed person again."""
        remove_member(actor=request.user, conversation_id=conversation, user_id=user)
        return answer()


class MyMembership(Api):
    @documented(
        "Mute, pin or archive a conversation for yourself", request=PersonaliseConversation, response=objects.Membership
    )
    def patch(self, request: SignedRequest, conversation: str) -> Response:
        """Visible only to the caller. Absent fields do not change; `clear` names fields to empty."""
        command = self.read(PersonaliseConversation)
        mine = personalise_conversation(actor=request.user, conversation_id=conversation, **changes(command))
        return answer(rendering.membership(member_view_of(mine, mine.conversation)))
