"""The caller's drafts over REST."""

from rest_framework.response import Response

from accounts.authentication import SignedRequest
from chatproject.contract.objects.drafts import StoredDraft
from chatproject.contract.schema import documented
from chatproject.rest.lists import page_of
from chatproject.rest.views import Api, answer
from messaging.drafts import stored_draft
from messaging.models import Draft


class DraftList(Api):
    @documented("List your drafts", response=StoredDraft, page=True)
    def get(self, request: SignedRequest) -> Response:
        """All that are not empty."""
        return answer(page_of(Draft.objects.filter(user=request.user).written(), request, stored_draft))
