"""APNs' provider API: HTTP/2 only, one request per notification, a JSON Web Token in each."""

import asyncio
import time
from typing import Any

import jwt

from tests.notifications.providers.http import Request, Response
from tests.notifications.providers.keys import KEY_ID, TEAM, TOPIC, Keys
from tests.notifications.providers.recording import Recording
from tests.notifications.providers.switch import Answer, Switch

DEVICE = "/3/device/"
_RECORDED = ("apns-topic", "apns-push-type", "apns-priority", "apns-collapse-id", "apns-expiration")
_MOST_BYTES = 4096
_TOKEN_LIVES = 3600


class Apns:
    def __init__(self, keys: Keys, recording: Recording) -> None:
        self.switch = Switch()
        self._keys, self._recording = keys, recording

    async def send(self, request: Request) -> Response:
        if request.version != "2":
            return Response(505)
        token = request.path.removeprefix(DEVICE)
        bearer = request.headers.get("authorization", "").removeprefix("bearer ")
        wrong = self._wrong_with_token(bearer) or _wrong_with(request)
        if wrong:
            response = Response(*wrong)
        else:
            answer = self.switch.of(token)
            await asyncio.sleep(answer.delay)
            response = _said(answer)
        headers = {name: request.headers[name] for name in _RECORDED if name in request.headers}
        status = 200 if response.status == -1 else response.status
        self._recording.add(
            "apns",
            token,
            status,
            request.json(),
            {**headers, "jwt": bearer, "said": str(response.body), "began": request.at},
        )
        return Response(0) if response.status == -1 else response

    def _wrong_with_token(self, bearer: str) -> tuple[int, dict[str, str]] | None:
        if not bearer:
            return 403, {"reason": "MissingProviderToken"}
        try:
            head = jwt.get_unverified_header(bearer)
            claims = jwt.decode(bearer, self._keys.apns, algorithms=["ES256"], options={"require": ["iat", "iss"]})
        except jwt.InvalidTokenError:
            return 403, {"reason": "InvalidProviderToken"}
        if head.get("kid") != KEY_ID or claims["iss"] != TEAM:
            return 403, {"reason": "InvalidProviderToken"}
        if claims["iat"] < time.time() - _TOKEN_LIVES:
            return 403, {"reason": "ExpiredProviderToken"}
        return None


def _said(answer: Answer) -> Response:
    wait = {} if answer.retry_after is None else {"retry-after": f"{answer.retry_after:g}"}
    match answer.answer:
        case "ok":
            return Response(200)
        case "gone":
            return Response(410, {"reason": "Unregistered", "timestamp": int(time.time() * 1000)})
        case "unknown":
            return Response(400, {"reason": "BadDeviceToken"})
        case "refused":
            return Response(400, {"reason": "DeviceTokenNotForTopic"})
        case "busy":
            return Response(429, {"reason": "TooManyRequests"}, wait)
        case "broken":
            return Response(500, {"reason": "InternalServerError"}, wait)
        case "lost":
            return Response(-1)
    return Response(0)


def _wrong_with(request: Request) -> tuple[int, dict[str, str]] | None:
    headers, payload = request.headers, request.json()
    reason = ""
    if len(request.body) > _MOST_BYTES:
        return 413, {"reason": "PayloadTooLarge"}
    if headers.get("apns-topic") != TOPIC:
        reason = "BadTopic"
    elif len(headers.get("apns-collapse-id", "").encode()) > 64:
        reason = "BadCollapseId"
    elif not isinstance(payload, dict) or not isinstance(payload.get("aps"), dict):
        reason = "PayloadEmpty"
    else:
        reason = _wrong_with_kind(headers, payload["aps"])
    return (400, {"reason": reason}) if reason else None


def _wrong_with_kind(headers: dict[str, str], aps: dict[str, Any]) -> str:
    match headers.get("apns-push-type"):
        case "alert":
            return "" if "alert" in aps and headers.get("apns-priority") in ("5", "10") else "BadPriority"
        case "background":
            is_quiet = "alert" not in aps and "sound" not in aps and aps.get("content-available") == 1
            return "" if is_quiet and headers.get("apns-priority") == "5" else "BadPriority"
    return "InvalidPushType"
