"""Describes this server and its features for apps: their first request, signed in or not."""

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
from chatproject.contract.objects.server import PushChannels, Server
from chatproject.contract.schema import documented
from chatproject.rest.views import answer
from chatproject.version import VERSION
from notifications.delivery.channels import apns
from notifications.delivery.vapid import signer


class ServerView(PublicApi):
    @documented("Describe this server", response=Server, public=True)
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
            documents=list(now.documents),
            may_invite=can_invite(caller, policy) if caller else None,
        )
        response = answer(server)
        response["Cache-Control"] = f"{'private' if caller else 'public'}, max-age=60"
        patch_vary_headers(response, ["Authorization", "Cookie"])
        return response
