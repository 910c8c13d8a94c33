"""Who the browser's session stands for, and what must not be stored."""

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
    """`request.user` out of the session by way of its Device, in one query, when somebody asks.

    A session whose device was ended is nobody's, even where its row still stands.
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
            # Saved with this answer, the session lives on: it ends a time after its last use.
            request.session.modified = True
        return response


class NoStoreMiddleware(MiddlewareMixin):
    """What we answer is for one person: no cache keeps it, unless the view itself says otherwise."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        response.headers.setdefault("Cache-Control", "private, no-store")
        patch_vary_headers(response, ["Cookie", "Authorization"])
        return response
