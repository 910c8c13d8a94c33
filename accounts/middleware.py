"""The user behind the browser's session, and responses that must not be stored."""

from asgiref.sync import sync_to_async
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.deprecation import MiddlewareMixin
from django.utils.functional import SimpleLazyObject

from accounts.browser_sessions import current_device
from accounts.models import Device, User
from accounts.operations.staying_signed_in import follow_session, touch_device


class DeviceMiddleware(AuthenticationMiddleware):
    """Sets `request.user` from the session's Device, lazily and in one query.

    A session whose device ended has no user, even if its row still exists.
    """

    def process_request(self, request: HttpRequest) -> None:
        def user() -> User | AnonymousUser:
            device = current_device(request)
            return device.user if device else AnonymousUser()

        request.user = SimpleLazyObject(user)  # type: ignore[assignment]
        request.auser = sync_to_async(user)

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        device: Device | None = getattr(request, "_device", None)
        if device is None:
            return response
        key = request.session.session_key
        if device.kind == Device.Kind.BROWSER and key and key != device.session_key:
            follow_session(device=device, session_key=key)
        if touch_device(device=device) and device.kind == Device.Kind.BROWSER:
            # Save the session with this response to extend it: it expires a fixed time after its last use.
            request.session.modified = True
        return response


class NoStoreMiddleware(MiddlewareMixin):
    """Responses are for one user: no cache stores them, unless the view itself allows it."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        response.headers.setdefault("Cache-Control", "private, no-store")
        patch_vary_headers(response, ["Cookie", "Authorization"])
        return response
