"""The bans of a conversation."""

from rest_framework.request import Request
from rest_framework.response import Response

from chatproject.contract.commands.conversations import BanPerson
from chatproject.contract.objects.conversations import Ban as BanShape
from chatproject.contract.pagination import Page, make_cursor, paginate, read_cursor
from chatproject.contract.schema import documented
from chatproject.rest.views import answer
from conversations import rendering
from conversations.api.base import MemberApi
from conversations.cursors import Number
from conversations.models import Conversation, ConversationBan
from conversations.operations.banning import ban_member, bans_for, lift_ban


def _place(ban: ConversationBan) -> str:
    return make_cursor(ban.pk)


class BanList(MemberApi):
    @documented("List the people banned from a conversation, latest first", response=BanShape, page=True)
    def get(self, request: Request, conversation: str) -> Response:
        """For admins and owners."""
        found = Conversation.objects.get_for(self.actor, conversation)
        bans = bans_for(actor=self.actor, conversation=found).order_by("-pk")
        if place := read_cursor(self.query("cursor"), Number):
            bans = bans.filter(pk__lt=place[0])
        page, next_cursor = paginate(list(bans[: self.limit + 1]), self.limit, _place)
        return answer(Page([rendering.ban(row) for row in page], next_cursor))

    @documented("Ban a person", request=BanPerson, response=BanShape, status=201, also={200: BanShape})
    def post(self, request: Request, conversation: str) -> Response:
        """Returns 201 with the new ban, or 200 with the new reason and end if the person was already banned."""
        command = self.read(BanPerson)
        banned = ban_member(
            actor=self.actor,
            conversation_id=conversation,
            user_id=command.user,
            reason=command.reason,
            until=command.until,
        )
        return answer(rendering.ban(banned.ban), status=201 if banned.is_new else 200)


class BanDetail(MemberApi):
    @documented("Lift a ban", status=204)
    def delete(self, request: Request, conversation: str, user: str) -> Response:
        """The person can join or be added again. Lifting the ban does not add them."""
        lift_ban(actor=self.actor, conversation_id=conversation, user_id=user)
        return answer()
