"""The user's email address: reading it, changing it and confirming it."""

from typing import cast

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.addresses import is_proven
from accounts.authentication import SignedRequest
from accounts.limits import address_of, spend
from accounts.models import Device, PendingEmail, User
from accounts.operations.changing_email import cancel_proposal, confirm_email, propose_email
from chatproject.contract.commands import accounts as commands
from chatproject.contract.objects.accounts import EmailAddress
from chatproject.contract.schema import documented
from chatproject.rest.views import Api, answer


class EmailView(Api):
    @documented("Get your email address", response=EmailAddress)
    def get(self, request: SignedRequest) -> Response:
        """Includes the new address that waits for its link to be opened, if there is one."""
        return answer(_email(request.user, PendingEmail.objects.filter(user=request.user).first()))

    @documented(
        "Send a link that changes your address",
        request=commands.ProposeEmail,
        response=EmailAddress,
        status=202,
    )
    def post(self, request: SignedRequest) -> Response:
        """The response is the same whether the address has an account or not; only the letter differs."""
        command = self.read(commands.ProposeEmail)
        pending = propose_email(
            actor=request.user,
            email=command.email,
            password=command.password,
            code=command.code,
            address=address_of(request._request),
        )
        return answer(_email(request.user, pending), 202)

    @documented("Cancel a pending change of your address", status=204)
    def delete(self, request: SignedRequest) -> Response:
        """The link to the new address stops working."""
        cancel_proposal(actor=request.user)
        return answer()


class ConfirmView(Api):
    """For everyone who has the key. A user who is signed in on this device stays signed in."""

    permission_classes = ()

    @documented("Confirm an address with a link's key", request=commands.ConfirmEmail, status=204, public=True)
    def post(self, request: Request) -> Response:
        """A new address signs the user out everywhere except on the device that sends this with its token."""
        spend("follow_link", address_of(request._request))
        current = cast(Device | None, request.auth)
        confirm_email(token=self.read(commands.ConfirmEmail).key, current=current)
        return answer()


def _email(user: User, pending: PendingEmail | None) -> EmailAddress:
    return EmailAddress(email=user.email, is_confirmed=is_proven(user), pending=pending.email if pending else None)
