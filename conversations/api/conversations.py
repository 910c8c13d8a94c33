"""My conversations, and each of them."""

from rest_framework.request import Request
from rest_framework.response import Response

from chatproject.lib import shapes
from chatproject.lib.pagination import Page, make_cursor, paginate, read_cursor
from chatproject.lib.rest import answer
from chatproject.lib.schema import documented
from conversations import rendering
from conversations.api.base import MemberApi
from conversations.api.cursors import Id, Moment
from conversations.commands import ChangeConversation, PersonaliseConversation, StartConversation
from conversations.models import Membership
from conversations.operations.personalising import personalise_conversation
from conversations.operations.renaming import change_conversation
from conversations.operations.starting import start_conversation


def _place(membership: Membership) -> str:
    return make_cursor(membership.conversation.last_activity_at, membership.conversation_id)


class ConversationList(MemberApi):
    @documented("My conversations, latest activity first", response=shapes.Conversation, page=True)
    def get(self, request: Request) -> Response:
        mine = Membership.objects.for_user(self.actor).latest_first()
        if place := read_cursor(self.query("cursor"), Moment, Id):
            mine = mine.before_activity(*place)
        page, next_cursor = paginate(list(mine[: self.limit + 1]), self.limit, _place)
        return answer(Page(rendering.wholes_of(page), next_cursor))

    @documented(
        "Start a conversation",
        request=StartConversation,
        response=shapes.Conversation,
        status=201,
        also={200: shapes.Conversation},
    )
    def post(self, request: Request) -> Response:
        """201 with the new conversation; 200 with the direct conversation that was there already."""
        given = self.read(StartConversation)
        started = start_conversation(
            actor=self.actor,
            kind=given.kind,
            members=given.members,
            title=given.title,
            topic=given.topic,
            history=given.history,
        )
        shape = rendering.whole(self.actor, started.conversation)
        return answer(shape, status=201 if started.is_new else 200)


class ConversationDetail(MemberApi):
    @documented("A conversation of mine", response=shapes.Conversation)
    def get(self, request: Request, conversation: str) -> Response:
        return answer(rendering.whole_of(Membership.objects.get_for(self.actor, conversation)))

    @documented(
        "Change a conversation's title, topic or history", request=ChangeConversation, response=shapes.Conversation
    )
    def patch(self, request: Request, conversation: str) -> Response:
        given = self.read(ChangeConversation)
        changed = change_conversation(
            actor=self.actor,
            conversation_id=conversation,
            title=given.title,
            topic=given.topic,
            history=given.history,
        )
        return answer(rendering.whole(self.actor, changed))


class MyMembership(MemberApi):
    @documented(
        "Mute, pin or archive a conversation for oneself", request=PersonaliseConversation, response=shapes.Membership
    )
    def patch(self, request: Request, conversation: str) -> Response:
        given = self.read(PersonaliseConversation)
        mine = personalise_conversation(
            actor=self.actor,
            conversation_id=conversation,
            muted_until=given.muted_until,
            pinned=given.pinned,
            archived=given.archived,
        )
        return answer(rendering.membership(mine, mine.conversation))
