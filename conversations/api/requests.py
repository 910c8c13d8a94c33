"""Requests to join a conversation. They do not reveal who sent them."""

from rest_framework.request import Request as HttpRequest
from rest_framework.response import Response

from chatproject.contract.commands.conversations import LeaveAndBlock
from chatproject.contract.objects.conversations import Left
from chatproject.contract.objects.conversations import Request as RequestShape
from chatproject.contract.pagination import Page, make_cursor, paginate, read_cursor
from chatproject.contract.schema import documented
from chatproject.rest.views import answer
from conversations import rendering
from conversations.api.base import MemberApi
from conversations.cursors import Id
from conversations.models import Request
from conversations.operations.answering import (
    block_request,
    decline_request,
    leave_and_block,
    requests_of,
)


def _place(request: Request) -> str:
    return make_cursor(request.pk)


class RequestList(MemberApi):
    @documented("List the requests that wait for your answer, latest first", response=RequestShape, page=True)
    def get(self, request: HttpRequest) -> Response:
        """A request does not name the person who sent it."""
        waiting = requests_of(actor=self.actor).select_related("conversation", "asked_by").order_by("-pk")
        if place := read_cursor(self.query("cursor"), Id):
            waiting = waiting.filter(pk__lt=place[0])
        page, next_cursor = paginate(list(waiting[: self.limit + 1]), self.limit, _place)
        return answer(Page([rendering.request(row) for row in page], next_cursor))


class RequestDeclining(MemberApi):
    @documented("Decline a request; its sender is not notified", status=204)
    def post(self, request: HttpRequest, asked: str) -> Response:
        """The caller cannot receive another request for this group."""
        decline_request(actor=self.actor, request_id=asked)
        return answer()


class RequestBlocking(MemberApi):
    @documented("Block the sender of a request, and decline all their requests", status=204)
    def post(self, request: HttpRequest, asked: str) -> Response:
        """The person is not notified."""
        block_request(actor=self.actor, request_id=asked)
        return answer()


class LeavingAndBlocking(MemberApi):
    @documented("Leave the groups that a person added you to, and block them", request=LeaveAndBlock, response=Left)
    def post(self, request: HttpRequest) -> Response:
        """Also declines their requests."""
        return answer(Left(left=leave_and_block(actor=self.actor, user_id=self.read(LeaveAndBlock).user)))
