"""Requests to join a conversation. They do not reveal who sent them."""

from rest_framework.response import Response

from accounts.authentication import SignedRequest
from chatproject.contract.commands.conversations import LeaveAndBlock
from chatproject.contract.objects.conversations import Left
from chatproject.contract.objects.conversations import Request as RequestShape
from chatproject.contract.schema import documented
from chatproject.rest.lists import page_of
from chatproject.rest.views import Api, answer
from conversations import rendering
from conversations.operations.answering import block_request, decline_request, leave_and_block, requests_of


class RequestList(Api):
    @documented("List the requests that wait for your answer, latest first", response=RequestShape, page=True)
    def get(self, request: SignedRequest) -> Response:
        """A request does not name the person who sent it."""
        waiting = requests_of(actor=request.user).select_related("conversation", "asked_by")
        return answer(page_of(waiting, request, rendering.request))


class RequestDeclining(Api):
    @documented("Decline a request; its sender is not notified", status=204)
    def post(self, request: SignedRequest, asked: str) -> Response:
        """The caller cannot receive another request for this group."""
        decline_request(actor=request.user, request_id=asked)
        return answer()


class RequestBlocking(Api):
    @documented("Block the sender of a request, and decline all their requests", status=204)
    def post(self, request: SignedRequest, asked: str) -> Response:
        """The person is not notified."""
        block_request(actor=request.user, request_id=asked)
        return answer()


class LeavingAndBlocking(Api):
    @documented("Leave the groups that a person added you to, and block them", request=LeaveAndBlock, response=Left)
    def post(self, request: SignedRequest) -> Response:
        """Also declines their requests."""
        return answer(Left(left=leave_and_block(actor=request.user, user_id=self.read(LeaveAndBlock).user)))
