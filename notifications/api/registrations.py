"""Registers the caller's devices for notifications, and sends test notifications."""

from msgspec.structs import asdict
from rest_framework.response import Response

from accounts.authentication import SignedRequest
from chatproject.contract.commands.notifications import ChangeRegistration, RegisterAddress, SayShown
from chatproject.contract.objects.notifications import Notification, PushKey, Registration
from chatproject.contract.pagination import Page
from chatproject.contract.schema import documented
from chatproject.rest.views import Api, answer
from notifications import rendering
from notifications.delivery.vapid import signer
from notifications.ledger.showing import say_shown
from notifications.models import Registration as Row
from notifications.registration.registering import (
    change_registration,
    register_address,
    registrations_of,
    withdraw_registration,
)
from notifications.registration.testing import try_registration


class KeyApi(Api):
    @documented("Get the key that browsers subscribe with", response=PushKey)
    def get(self, request: SignedRequest) -> Response:
        """Returns the `applicationServerKey` of Web Push."""
        return answer(PushKey(public_key=signer().public_key))


def _shape(row: Row, request: SignedRequest) -> Registration:
    return rendering.registration(row, is_current=row.device_id == request.auth.pk)


class RegistrationsApi(Api):
    @documented("List your devices' registrations for notifications", response=Registration, page=True)
    def get(self, request: SignedRequest) -> Response:
        """Returns all registrations; there are no pages."""
        return answer(Page([_shape(row, request) for row in registrations_of(request.user)]))

    @documented(
        "Register this device for notifications",
        request=RegisterAddress,
        response=Registration,
        status=201,
        also={200: Registration},
    )
    def post(self, request: SignedRequest) -> Response:
        """201 with the new registration; 200 if it already exists, and confirms it."""
        command = asdict(self.read(RegisterAddress))
        row, is_new = register_address(actor=request.user, device=request.auth, **command)
        return answer(_shape(row, request), 201 if is_new else 200)


class RegistrationApi(Api):
    @documented("Switch a device's notifications off, or on again", request=ChangeRegistration, response=Registration)
    def patch(self, request: SignedRequest, registration: str) -> Response:
        """The registration stays. While it is off, nothing is sent to it."""
        command = self.read(ChangeRegistration)
        changed = change_registration(actor=request.user, registration_id=registration, is_enabled=command.is_enabled)
        return answer(_shape(changed, request))

    @documented("End a device's registration for notifications", status=204)
    def delete(self, request: SignedRequest, registration: str) -> Response:
        """Ends the registration. Registering the same address again starts a new one."""
        withdraw_registration(actor=request.user, registration_id=registration)
        return answer()


class TestApi(Api):
    @documented("Send a test notification to one of your devices", response=Notification, status=201)
    def post(self, request: SignedRequest, registration: str) -> Response:
        """The result is at `notifications/{id}`."""
        return answer(rendering.notification(try_registration(actor=request.user, registration_id=registration)), 201)


class ShownApi(Api):
    """Authenticates by the token of a notification: the code that shows it may not be signed in."""

    authentication_classes = ()
    permission_classes = ()

    @documented("Report that a notification was shown", request=SayShown, status=204, public=True)
    def post(self, request: SignedRequest) -> Response:
        """The response is the same whether or not the token is valid."""
        say_shown(token=self.read(SayShown).token)
        return answer()
