"""The caller's conversations as conversation views, with their last messages, and changes that return one of them."""

from msgspec.structs import asdict
from rest_framework.response import Response

from accounts.authentication import SignedRequest
from chatproject.contract.commands.conversations import ChangeConversation, StartConversation
from chatproject.contract.objects import conversations as objects
from chatproject.contract.schema import documented
from chatproject.contract.wire import changes
from chatproject.rest.turns import in_turn, search_in_turn
from chatproject.rest.views import Api, answer
from conversations.models import Membership
from conversations.operations.answering import accept_request
from conversations.operations.closing import close_conversation, reopen_conversation
from conversations.operations.inviting import accept_invitation
from conversations.operations.joining import join_channel
from conversations.operations.renaming import change_conversation
from conversations.operations.starting import start_conversation
from media.api import PictureBody
from media.operations.picturing import change_picture, remove_picture
from messaging import questions
from messaging.conversation_views import conversation_view, conversation_view_of


class ConversationList(Api):
    @documented(
        "List your conversations, latest activity first",
        response=objects.Conversation,
        page=True,
        query={"search": str},
    )
    @search_in_turn
    def get(self, request: SignedRequest) -> Response:
        """`search` contains words of the title, or of members' names in conversations of up to 50 members."""
        return answer(questions.conversations(request.user, request.query_params))

    @documented(
        "Start a conversation",
        request=StartConversation,
        response=objects.Conversation,
        status=201,
        also={200: objects.Conversation},
    )
    def post(self, request: SignedRequest) -> Response:
        """201 with the new conversation; 200 with the direct conversation that was there already."""
        started = start_conversation(actor=request.user, **asdict(self.read(StartConversation)))
        shape = conversation_view(request.user, started.conversation)
        return answer(shape, status=201 if started.is_new else 200)


class ConversationDetail(Api):
    @documented("Get a conversation", response=objects.Conversation)
    def get(self, request: SignedRequest, conversation: str) -> Response:
        """Includes the last message, the members (of conversations of up to 50) and the caller's own settings."""
        return answer(conversation_view_of(Membership.objects.get_for(request.user, conversation)))

    @documented(
        "Change a conversation's title, topic, history or retention",
        request=ChangeConversation,
        response=objects.Conversation,
    )
    def patch(self, request: SignedRequest, conversation: str) -> Response:
        """For admins and owners. Absent fields do not change; `clear` names fields to empty."""
        command = self.read(ChangeConversation)
        changed = change_conversation(actor=request.user, conversation_id=conversation, **changes(command))
        return answer(conversation_view(request.user, changed))


class Closing(Api):
    @documented("Close a group or channel", response=objects.Conversation)
    def put(self, request: SignedRequest, conversation: str) -> Response:
        """For owners. Members can still read it, but no one can write to it."""
        closed = close_conversation(actor=request.user, conversation_id=conversation)
        return answer(conversation_view(request.user, closed))

    @documented("Reopen a group or channel", response=objects.Conversation)
    def delete(self, request: SignedRequest, conversation: str) -> Response:
        """For owners, unless staff closed it."""
        reopened = reopen_conversation(actor=request.user, conversation_id=conversation)
        return answer(conversation_view(request.user, reopened))


class Joining(Api):
    @documented("Join a channel", response=objects.Conversation)
    def post(self, request: SignedRequest, conversation: str) -> Response:
        """Returns the channel, also to a caller who is already a member."""
        joined = join_channel(actor=request.user, conversation_id=conversation)
        return answer(conversation_view(request.user, joined))


class InvitationJoining(Api):
    @documented("Join with an invitation", response=objects.Conversation)
    def post(self, request: SignedRequest, token: str) -> Response:
        """A caller who is already a member does not use up the link."""
        joined = accept_invitation(actor=request.user, token=token)
        return answer(conversation_view(request.user, joined))


class RequestAccepting(Api):
    @documented("Accept a request", response=objects.Conversation)
    def post(self, request: SignedRequest, asked: str) -> Response:
        """Returns the conversation, of which the caller is now a member."""
        return answer(conversation_view(request.user, accept_request(actor=request.user, request_id=asked)))


class PictureApi(PictureBody):
    @documented("Change a conversation's picture: the body is an image", request=bytes, response=objects.Conversation)
    @in_turn("picture")
    def put(self, request: SignedRequest, conversation: str) -> Response:
        """For admins and owners. The picture is stored as a square of 512 pixels."""
        changed = change_picture(actor=request.user, conversation_id=conversation, image=self.image)
        return answer(conversation_view(request.user, changed))

    @documented("Remove a conversation's picture", response=objects.Conversation)
    def delete(self, request: SignedRequest, conversation: str) -> Response:
        """For admins and owners. The picture's address stops working."""
        return answer(conversation_view(request.user, remove_picture(actor=request.user, conversation_id=conversation)))
