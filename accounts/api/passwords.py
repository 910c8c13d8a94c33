"""A new password: with the current one, with a code, or with a link sent to the account's address."""

from django.contrib.auth import update_session_auth_hash
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.auth import PublicApi
from accounts.authentication import SignedRequest
from accounts.limits import address_of, spend
from accounts.models import Device
from accounts.operations.changing_password import change_password
from accounts.operations.proving import prove_again
from accounts.operations.resetting_password import request_reset, reset_password
from chatproject.contract.commands import accounts as commands
from chatproject.contract.schema import documented
from chatproject.rest.views import Api, answer


class ResetView(PublicApi):
    @documented("Send a link that resets a password", request=commands.RequestReset, status=202, public=True)
    def post(self, request: Request) -> Response:
        """The response is the same whether the address has an account or not; only the letter differs."""
        request_reset(email=self.read(commands.RequestReset).email, address=address_of(request._request))
        return Response(status=202)


class ConfirmResetView(PublicApi):
    @documented("Set a password with a link's key", request=commands.ResetPassword, status=204, public=True)
    def post(self, request: Request) -> Response:
        """Signs out every device. The next sign-in requires the second factor, as always."""
        spend("follow_link", address_of(request._request))
        command = self.read(commands.ResetPassword)
        reset_password(key=command.key, password=command.password)
        return answer()


class PasswordView(Api):
    @documented("Change your password", request=commands.ChangePassword, status=204)
    def post(self, request: SignedRequest) -> Response:
        """Signs out every device except the one that sends the request."""
        command = self.read(commands.ChangePassword)
        prove_again(
            actor=request.user,
            password=command.current_password,
            code=command.code,
            address=address_of(request._request),
        )
        change_password(user=request.user, password=command.new_password, current=request.auth, field="new_password")
        if request.auth.kind == Device.Kind.BROWSER:
            update_session_auth_hash(request._request, request.user)
        return answer()
