"""Deletion of the user's own account."""

from rest_framework.response import Response

from accounts.authentication import SignedRequest
from accounts.limits import address_of
from accounts.operations.deleting import ask_deletion
from chatproject.contract.commands import accounts as commands
from chatproject.contract.schema import documented
from chatproject.rest.views import Api, answer


class DeletionView(Api):
    @documented("Delete your account", request=commands.DeleteAccount, status=204)
    def post(self, request: SignedRequest) -> Response:
        """Deactivates the account at once.

        For 14 days, the link in the letter or signing in with `undo_deletion` keeps it. Then it is erased.
        """
        proof = self.read(commands.DeleteAccount)
        ask_deletion(
            actor=request.user,
            password=proof.password,
            code=proof.code,
            address=address_of(request._request),
            deletes_messages=proof.delete_messages,
        )
        return answer()
