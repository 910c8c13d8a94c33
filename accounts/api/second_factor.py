"""The user's second factor: an authenticator app, and recovery codes that replace it."""

from allauth.mfa.adapter import get_adapter
from rest_framework.response import Response

from accounts.authentication import SignedRequest
from accounts.limits import address_of
from accounts.operations.proving import prove_again
from accounts.operations.second_factors import (
    confirm_totp,
    disable_totp,
    propose_totp,
    renew_recovery_codes,
    state_of,
)
from chatproject.contract.commands import accounts as commands
from chatproject.contract.objects.accounts import NewRecoveryCodes, SecondFactor, TotpSecret
from chatproject.contract.schema import documented
from chatproject.rest.views import Api, answer


class ProvingApi(Api):
    """Requires the password or a code again, as the pages do."""

    def prove(self, request: SignedRequest) -> None:
        proof = self.read(commands.Proof)
        prove_again(actor=request.user, password=proof.password, code=proof.code, address=address_of(request._request))


class SecondFactorView(Api):
    @documented("Get your second factor", response=SecondFactor)
    def get(self, request: SignedRequest) -> Response:
        """Returns whether an authenticator app is set up, and how many recovery codes are unused."""
        totp, left = state_of(request.user)
        return answer(SecondFactor(totp=totp, recovery_codes_left=left))


class TotpView(ProvingApi):
    @documented("Start setting up an authenticator app", request=commands.Proof, response=TotpSecret)
    def post(self, request: SignedRequest) -> Response:
        """The secret waits fifteen minutes for `totp/confirm` from the same device. Another request replaces it."""
        self.prove(request)
        secret = propose_totp(actor=request.user, device=request.auth)
        return answer(TotpSecret(secret=secret, uri=get_adapter().build_totp_url(request.user, secret)))

    @documented("Remove your authenticator app", request=commands.Proof, status=204)
    def delete(self, request: SignedRequest) -> Response:
        """Signs out every other device."""
        self.prove(request)
        disable_totp(actor=request.user, current=request.auth)
        return answer()


class ConfirmTotpView(Api):
    @documented("Finish setting up the authenticator app", request=commands.ConfirmTotp, response=NewRecoveryCodes)
    def post(self, request: SignedRequest) -> Response:
        """Signs out every other device and uses up the code."""
        code = self.read(commands.ConfirmTotp).code
        return answer(NewRecoveryCodes(recovery_codes=confirm_totp(actor=request.user, code=code, device=request.auth)))


class RecoveryCodesView(ProvingApi):
    @documented("Replace your recovery codes", request=commands.Proof, response=NewRecoveryCodes)
    def post(self, request: SignedRequest) -> Response:
        """The previous codes stop working. The new codes are not shown again."""
        self.prove(request)
        return answer(NewRecoveryCodes(recovery_codes=renew_recovery_codes(actor=request.user)))
