"""The export over the API."""

from rest_framework.response import Response

from accounts.authentication import SignedRequest
from accounts.limits import address_of
from chatproject.contract.commands.accounts import Proof
from chatproject.contract.errors import NotFound
from chatproject.contract.objects import exports as objects
from chatproject.contract.schema import documented
from chatproject.models import Export
from chatproject.privacy.exporting.making import ask_export, latest_export, link_export
from chatproject.rest.views import Api, answer


class ExportView(Api):
    @documented("The latest export of your data", response=objects.Export)
    def get(self, request: SignedRequest) -> Response:
        """Not found if there is none, or it has expired."""
        export = latest_export(actor=request.user)
        if export is None:
            raise NotFound
        return answer(_shown(export))

    @documented("Export your data", request=Proof, response=objects.Export, status=202)
    def post(self, request: SignedRequest) -> Response:
        """Queues a zip file with everything that the server holds of the user, once a day.

        An email says when it is ready.
        """
        proof = self.read(Proof)
        asked = {"password": proof.password, "code": proof.code, "address": address_of(request._request)}
        return answer(_shown(ask_export(actor=request.user, **asked)), status=202)


class ExportLinkView(Api):
    @documented("Get the address of your export", request=Proof, response=objects.ExportLink)
    def post(self, request: SignedRequest) -> Response:
        """Proves the user's identity again: anyone who has the address can download everything.

        Not found if no export is ready.
        """
        proof = self.read(Proof)
        asked = {"password": proof.password, "code": proof.code, "address": address_of(request._request)}
        return answer(link_export(actor=request.user, **asked))


def _shown(export: Export) -> objects.Export:
    is_ready = export.state == Export.State.READY
    return objects.Export(
        state=export.state,
        percent=100 if is_ready else export.percent,
        created_at=export.created_at,
        size=export.size if is_ready else None,
        expires_at=export.expires_at,
    )
