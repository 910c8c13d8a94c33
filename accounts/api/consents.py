"""What the user accepted: the terms and the privacy notice, by version."""

from rest_framework.response import Response

from accounts.authentication import SignedRequest
from accounts.models import Consent
from accounts.operations.consenting import accept
from chatproject.contract.commands import accounts as commands
from chatproject.contract.objects.accounts import Consent as ConsentShape
from chatproject.contract.pagination import Page
from chatproject.contract.schema import documented
from chatproject.rest.views import Api, answer


class ConsentsView(Api):
    @documented("List what you accepted", response=ConsentShape, page=True)
    def get(self, request: SignedRequest) -> Response:
        """The latest 200, latest first."""
        rows = Consent.objects.filter(user=request.user).select_related("document").order_by("-pk")[:200]
        items = [
            ConsentShape(
                document=row.document_id, kind=row.document.kind, version=row.document.version, given_at=row.given_at
            )
            for row in rows
        ]
        return answer(Page(items, None))

    @documented("Accept documents", request=commands.AcceptDocuments, status=204)
    def post(self, request: SignedRequest) -> Response:
        """The current versions, as `GET server` names them; an older one is a `conflict`. Safe to repeat."""
        command = self.read(commands.AcceptDocuments)
        accept(actor=request.user, documents=command.documents, via=Consent.Via.APP)
        return answer()
