"""Having my account deleted."""

from rest_framework.response import Response

from accounts import commands
from accounts.authentication import SignedRequest
from accounts.limits import address_of
from accounts.operations.deleting import ask_deletion
from chatproject.lib.rest import Api, answer
from chatproject.lib.schema import documented


class DeletionView(Api):
    @documented("Have my account deleted", request=commands.Proof, status=204)
    def post(self, request: SignedRequest) -> Response:
        """It is deactivated at once. For 14 days the letter's link, or signing in with `undo_deletion`, keeps it."""
        proof = self.read(commands.Proof)
        ask_deletion(actor=request.user, password=proof.password, code=proof.code, address=address_of(request._request))
        return answer()
