"""FCM's HTTP v1: a token for a signed assertion, then one request per message."""

import asyncio
import secrets
import time
from typing import Any
from urllib.parse import parse_qs

import jwt

from tests.notifications.providers.http import Request, Response
from tests.notifications.providers.keys import ACCOUNT, ACCOUNT_KEY_ID, PROJECT, Keys
from tests.notifications.providers.recording import Recording
from tests.notifications.providers.switch import Answer, Switch

SEND = f"/v1/projects/{PROJECT}/messages:send"
TOKEN = "/token"
_SCOPE = "https://www.googleapis.com/auth/firebase.messaging"
# Google's own library signs for this one, whichever address the service account has.
_AUDIENCE = "https://oauth2.googleapis.com/token"
_CLAIMS = ["aud", "exp", "iat", "iss", "scope"]
_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_LONGEST_ASSERTION = 3600
_MOST_BYTES = 4096


class Fcm:
    def __init__(self, keys: Keys, recording: Recording) -> None:
        self.switch, self.token_switch = Switch(), Switch()
        #: The lifetime of the next tokens, in seconds.
        self.lifetime = 3600.0
        self._keys, self._recording = keys, recording
        self._tokens: dict[str, float] = {}

    def token(self, request: Request) -> Response:
        response = self._refused_grant(request) or _said_of_token(self.token_switch.of(ACCOUNT)) or self._granted()
        self._recording.add("fcm-token", ACCOUNT, response.status, {}, {})
        return response

    def _refused_grant(self, request: Request) -> Response | None:
        form = {name: values[0] for name, values in parse_qs(request.body.decode()).items()}
        assertion = form.get("assertion", "")
        if form.get("grant_type") != _GRANT:
            return Response(400, {"error": "unsupported_grant_type"})
        try:
            head = jwt.get_unverified_header(assertion)
            claims = jwt.decode(
                assertion, self._keys.account, algorithms=["RS256"], audience=_AUDIENCE, options={"require": _CLAIMS}
            )
        except jwt.InvalidTokenError as error:
            return Response(400, {"error": "invalid_grant", "error_description": str(error)})
        if head.get("kid") != ACCOUNT_KEY_ID or claims["exp"] - claims["iat"] > _LONGEST_ASSERTION:
            return Response(400, {"error": "invalid_grant", "error_description": "Invalid JWT"})
        if claims["iss"] != ACCOUNT or claims["scope"] != _SCOPE:
            return Response(401, {"error": "unauthorized_client"})
        return None

    def _granted(self) -> Response:
        token = secrets.token_urlsafe(24)
        self._tokens[token] = time.monotonic() + self.lifetime
        return Response(200, {"access_token": token, "expires_in": int(self.lifetime), "token_type": "Bearer"})

    async def send(self, request: Request) -> Response:
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        if self._tokens.get(given, 0) < time.monotonic():
            return _refusal(401, "UNAUTHENTICATED", "")
        message = (request.json() or {}).get("message") or {}
        token = str(message.get("token", ""))
        if wrong := _wrong_with(message):
            response = _refusal(400, "INVALID_ARGUMENT", "INVALID_ARGUMENT", wrong)
        else:
            answer = self.switch.of(token)
            await asyncio.sleep(answer.delay)
            response = _said(answer)
        taken = 200 if response.status == -1 else response.status
        self._recording.add(
            "fcm", token, taken, message, {"http": request.version, "wrong": wrong, "began": request.at}
        )
        return Response(0) if response.status == -1 else response


def _said_of_token(answer: Answer) -> Response | None:
    """Returns None if a token is granted."""
    wait = {} if answer.retry_after is None else {"retry-after": f"{answer.retry_after:g}"}
    match answer.answer:
        case "busy":
            return Response(429, {"error": "rate_limit_exceeded"}, wait)
        case "broken":
            return Response(500, {"error": "internal_failure"}, wait)
        case "moved":
            return Response(307, headers={"location": TOKEN})
        case "hang":
            return Response(0)
    return None


def _said(answer: Answer) -> Response:
    wait = {} if answer.retry_after is None else {"retry-after": f"{answer.retry_after:g}"}
    match answer.answer:
        case "ok":
            return Response(200, {"name": f"projects/{PROJECT}/messages/{secrets.token_hex(8)}"})
        case "gone":
            return _refusal(404, "NOT_FOUND", "UNREGISTERED")
        case "refused":
            return _refusal(400, "INVALID_ARGUMENT", "INVALID_ARGUMENT", "The registration token is not valid")
        case "busy":
            return _refusal(429, "RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED", headers=wait)
        case "broken":
            return _refusal(500, "INTERNAL", "INTERNAL", headers=wait)
        case "lost":
            return Response(-1)
    return Response(0)


def _refusal(status: int, name: str, code: str, words: str = "", headers: dict[str, str] | None = None) -> Response:
    details = [{"@type": "type.googleapis.com/google.firebase.fcm.v1.FcmError", "errorCode": code}] if code else []
    body = {"error": {"code": status, "message": words or name, "status": name, "details": details}}
    return Response(status, body, headers or {})


def _wrong_with(message: dict[str, Any]) -> str:
    data = message.get("data")
    if not message.get("token") or not isinstance(data, dict):
        return "a message has a token and data"
    if not all(isinstance(value, str) for value in data.values()):
        return "data are strings"
    if sum(len(name.encode()) + len(value.encode()) for name, value in data.items()) > _MOST_BYTES:
        return "too large"
    if message.get("android", {}).get("priority") not in ("HIGH", "NORMAL"):
        return "android.priority"
    return ""
