"""My conversations, and each of them."""

from msgspec.structs import asdict
from rest_framework.request import Request
from rest_framework.response import Response

from chatproject.lib import shapes
from chatproject.lib.rest import answer
from chatproject.lib.schema import documented
from chatproject.lib.turns import search_in_turn
from chatproject.lib.wire import changes
from conversations import questions, rendering
from conversations.api.base import MemberApi
from conversations.commands import ChangeConversation, PersonaliseConversation, StartConversation
from conversations.models import Membership
from conversations.operations.closing import close_conversation, reopen_conversation
from conversations.operations.personalising import personalise_conversation
from conversations.operations.renaming import change_conversation
from conversations.operations.starting import start_conversation
from conversations.places import place_of
from conversations.wholes import whole, whole_of


class ConversationList(MemberApi):
    @documented(
        "My conversations, latest activity first", response=shapes.Conversation, page=True, query={"search": str}
    )
    @search_in_turn
    def get(self, request: Request) -> Response:
        """`search` are words of the title, or of names of members in conversations of up to 50."""
        return answer(questions.mine(self.actor, request.query_params))

    @documented(
        "Start a conversation",
        request=StartConversation,
        response=shapes.Conversation,
        status=201,
        also={200: shapes.Conversation},
    )
    def post(self, request: Request) -> Response:
        """201 with the new conversation; 200 with the direct conversation that was there already."""
        started = start_conversation(actor=self.actor, **asdict(self.read(StartConversation)))
        shape = whole(self.actor, started.conversation)
        return answer(shape, status=201 if started.is_new else 200)


class ConversationDetail(MemberApi):
    @documented("A conversation of mine", response=shapes.Conversation)
    def get(self, request: Request, conversation: str) -> Response:
        """Includes the last message, the members (of conversations of up to 50) and the caller's own settings."""
        return answer(whole_of(Membership.objects.get_for(self.actor, conversation)))

    @documented(
        "Change a conversation's title, topic or history", request=ChangeConversation, response=shapes.Conversation
    )
    def patch(self, request: Request, conversation: str) -> Response:
        """For admins and owners. Absent fields do not change."""
        given = self.read(ChangeConversation)
        changed = change_conversation(actor=self.actor, conversation_id=conversation, **asdict(given))
        return answer(whole(self.actor, changed))


class Closing(MemberApi):
    @documented("Close a group or channel", response=shapes.Conversation)
    def put(self, request: Request, conversation: str) -> Response:
        """For owners. Members can still read it, but nobody can write to it."""
        return answer(whole(self.actor, close_conversation(actor=self.actor, conversation_id=conversation)))

    @documented("Reopen a group or channel", response=shapes.Conversation)
    def delete(self, request: Request, conversation: str) -> Response:
        """For owners, unless staff closed it."""
        return answer(whole(self.actor, reopen_conversation(actor=self.actor, conversation_id=conversation)))


class MyMembership(MemberApi):
    @documented(
        "Mute, pin or archive a conversation for oneself", request=PersonaliseConversation, response=shapes.Membership
    )
    def patch(self, request: Request, conversation: str) -> Response:
        """Visible only to the caller. Absent fields do not change; `clear` names fields to empty."""
        given = self.read(PersonaliseConversation)
        mine = personalise_conversation(actor=self.actor, conversation_id=conversation, **changes(given))
        return answer(rendering.membership(place_of(mine, mine.conversation)))
