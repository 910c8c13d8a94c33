"""The user's own profile, devices and blocks."""

from rest_framework.response import Response

from accounts.authentication import SignedRequest
from accounts.models import Block, Device
from accounts.operations.blocking import block, unblock
from accounts.operations.changing_email import request_confirmation
from accounts.operations.consenting import pending
from accounts.operations.editing_profile import edit_profile
from accounts.operations.signing_out import end_device
from accounts.serializers import device_item, own_profile, present_profile, profile
from chatproject.contract.commands import accounts as commands
from chatproject.contract.objects import accounts as objects
from chatproject.contract.objects.accounts import DeviceItem
from chatproject.contract.schema import documented
from chatproject.rest.lists import page_of
from chatproject.rest.views import Api, answer


class MeView(Api):
    @documented("Get your profile", response=objects.Me)
    def get(self, request: SignedRequest) -> Response:
        """Includes the email address and preferences, which only the caller sees."""
        me = present_profile(request.user)
        me.accept = [document.id for document in pending(request.user)]
        return answer(me)

    @documented("Change your profile", request=commands.EditProfile, response=objects.Me)
    def patch(self, request: SignedRequest) -> Response:
        """Absent fields do not change."""
        command = self.read(commands.EditProfile)
        user = edit_profile(
            actor=request.user,
            username=command.username,
            display_name=command.display_name,
            time_zone=command.time_zone,
            locale=command.locale,
            who_may_add=command.who_may_add,
            enter_sends=command.preferences.enter_sends if command.preferences else None,
        )
        return answer(own_profile(user))


class EmailConfirmationView(Api):
    @documented("Send a link that confirms your address", status=204)
    def post(self, request: SignedRequest) -> Response:
        """The number of emails is limited for each caller and each address."""
        request_confirmation(actor=request.user)
        return answer()


class DevicesView(Api):
    @documented("List your signed-in devices", response=DeviceItem, page=True)
    def get(self, request: SignedRequest) -> Response:
        """Latest first; ids are ordered by time, so the last one is the cursor."""
        devices = Device.objects.active().filter(user=request.user)
        return answer(page_of(devices, request, lambda each: device_item(each, request.auth)))


class DeviceView(Api):
    @documented("Sign out one of your devices", status=204)
    def delete(self, request: SignedRequest, device: str) -> Response:
        """Its tokens stop working at once, and its sockets close within five seconds."""
        end_device(actor=request.user, device=device)
        return answer()


class BlocksView(Api):
    @documented("List the people you block", response=objects.User, page=True)
    def get(self, request: SignedRequest) -> Response:
        """Latest first."""
        blocks = Block.objects.filter(blocker=request.user).select_related("blocked")
        return answer(page_of(blocks, request, lambda each: profile(each.blocked)))


class BlockView(Api):
    @documented("Block a user", status=204)
    def put(self, request: SignedRequest, user: str) -> Response:
        """They can neither start a conversation with the caller nor add the caller to one. Safe to repeat."""
        block(actor=request.user, user=user)
        return answer()

    @documented("Unblock a user", status=204)
    def delete(self, request: SignedRequest, user: str) -> Response:
        """Changes nothing if the person is not blocked."""
        unblock(actor=request.user, user=user)
        return answer()
