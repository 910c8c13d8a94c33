"""What an app asks first: which server this is, and what it offers. For everybody, signed in or not."""

from django.conf import settings
from django.utils.cache import patch_vary_headers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.auth import PublicApi
from accounts.authentication import caller_of
from accounts.languages import languages
from accounts.models import SignUpPolicy
from accounts.policies import can_invite
from accounts.staff.standing import standing
from chatproject.lib.rest import answer
from chatproject.lib.schema import documented
from chatproject.lib.shapes import ReadOnly, ServerNotice, Shape
from chatproject.version import VERSION
from notifications.channels import apns
from notifications.vapid import signer


class PushChannels(Shape, kw_only=True):
    """How this server reaches devices: `webpush` is the key that browsers subscribe with."""

    webpush: str
    fcm: bool
    apns: bool


class Server(Shape, kw_only=True):
    """`sign_up` is open, invitation, domains, approval or closed. It and `second_factors` may get more values.

    `may_invite` says whether the caller may invite people to this server; absent if not signed in.
    `languages` are the languages of its emails and notifications, by tag: {"de": "Deutsch"}.
    """

    name: str
    version: str
    sign_up: str
    second_factors: list[str]
    languages: dict[str, str]
    limits: dict[str, int]
    push: PushChannels
    read_only: ReadOnly | None = None
    notices: list[ServerNotice] = []
    may_invite: bool | None = None


class ServerView(PublicApi):
    @documented("This server", response=Server, public=True)
    def get(self, request: Request) -> Response:
        """Caches may keep it for a minute. `limits` and `notices` are those of the socket's `welcome`."""
        now, policy, caller = standing(), SignUpPolicy.current(), caller_of(request._request)
        server = Server(
            name="Parlance",
            version=VERSION,
            sign_up=policy.mode,
            second_factors=["totp"],
            languages=dict(languages()),
            limits=settings.LIMITS,
            push=PushChannels(webpush=signer().public_key, fcm=bool(settings.FCM_CREDENTIALS), apns=apns.is_set_up()),
            read_only=now.read_only,
            notices=list(now.notices),
            may_invite=can_invite(caller, policy) if caller else None,
        )
        response = answer(server)
        response["Cache-Control"] = f"{'private' if caller else 'public'}, max-age=60"
        patch_vary_headers(response, ["Authorization", "Cookie"])
        return response
