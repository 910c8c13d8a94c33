"""Sign-in and sign-out for apps."""

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.limits import address_of, spend
from accounts.operations.deleting import undo_deletion
from accounts.operations.proving import prove_password, prove_second_factor
from accounts.operations.refreshing import refresh_tokens, sign_out_app
from accounts.operations.signing_in import start_app
from accounts.operations.signing_up import sign_up
from accounts.serializers import profile
from accounts.user_agents import describe
from chatproject.contract.commands import accounts as commands
from chatproject.contract.objects.accounts import Registered, Tokens, Waiting
from chatproject.contract.schema import documented
from chatproject.rest.views import Api, answer


class PublicApi(Api):
    """For callers who have not signed in. It ignores a token that the request carries."""

    authentication_classes = ()
    permission_classes = ()


class RegisterView(PublicApi):
    @documented(
        "Create an account",
        request=commands.Register,
        response=Registered,
        status=201,
        also={202: Waiting},
        public=True,
    )
    def post(self, request: Request) -> Response:
        """Returns 202 if the account has to wait until staff approve it or its email address is confirmed."""
        spend("register_address", address_of(request._request))
        command = self.read(commands.Register)
        user = sign_up(
            username=command.username,
            email=command.email,
            password=command.password,
            display_name=command.display_name,
            invitation=command.invitation,
            accepts=command.accepts,
        )
        if not user.is_active:
            return answer(Waiting(user=profile(user), awaits=user.waiting.awaits), 202)
        _, pair = start_app(user=user, name=_name(command.device_name, request))
        return answer(Registered(user=profile(user), access=pair.access, refresh=pair.refresh), 201)


class TokenView(PublicApi):
    @documented("Sign in an app", request=commands.SignIn, response=Tokens, public=True)
    def post(self, request: Request) -> Response:
        """Starts a device. Returns `mfa_required` if a second factor is set up and `code` is absent."""
        command = self.read(commands.SignIn)
        user = prove_password(
            login=command.username.strip(),
            password=command.password,
            address=address_of(request._request),
            undo_deletion=command.undo_deletion,
        )
        prove_second_factor(user=user, code=command.code)
        if not user.is_active:
            undo_deletion(user=user)
        _, pair = start_app(user=user, name=_name(command.device_name, request))
        return answer(Tokens(access=pair.access, refresh=pair.refresh))


class RefreshView(PublicApi):
    @documented("Refresh the tokens", request=commands.Refresh, response=Tokens, public=True)
    def post(self, request: Request) -> Response:
        """Spends the refresh token. A repeat within ten minutes, after a lost response, returns the same pair."""
        pair = refresh_tokens(refresh=self.read(commands.Refresh).refresh)
        return answer(Tokens(access=pair.access, refresh=pair.refresh))


class LogoutView(PublicApi):
    @documented("Sign out an app", request=commands.Refresh, status=204, public=True)
    def post(self, request: Request) -> Response:
        """Ends the device, its tokens and its sockets."""
        sign_out_app(refresh=self.read(commands.Refresh).refresh)
        return answer()


def _name(name: str, request: Request) -> str:
    return name.strip() or describe(request.META.get("HTTP_USER_AGENT", ""))
