"""What the caller saved, over REST. The verbs are in messaging/operations/saving.py."""

from rest_framework.response import Response

from accounts.authentication import SignedRequest
from chatproject.contract.objects import saved as objects
from chatproject.contract.pagination import Page
from chatproject.contract.schema import documented
from chatproject.rest.views import Api, answer
from messaging.operations.reading_saved import list_marks, list_saved


class SavedApi(Api):
    @documented("List the messages that you saved", response=objects.Saved, page=True, query={"state": str})
    def get(self, request: SignedRequest) -> Response:
        """`state` is open (the default), by the time of the reminder, or done, the latest first."""
        asked = request.query_params
        state, cursor, limit = asked.get("state", "open"), asked.get("cursor"), asked.get("limit")
        return answer(list_saved(actor=request.user, state=state, cursor=cursor, limit=limit))


class SavedMarksApi(Api):
    @documented("List which messages you saved and have not done", response=Page[objects.SavedMark])
    def get(self, request: SignedRequest) -> Response:
        """All of them, without their content: there are at most 1,000."""
        return answer(Page(list_marks(actor=request.user)))
