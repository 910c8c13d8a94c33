"""Apple's push service, over HTTP/2 with this server's token (ES256)."""

import time
from pathlib import Path
from typing import Any

import jwt
import msgspec
from django.conf import settings

from notifications.delivery.channels.http import post
from notifications.delivery.channels.outcome import Accepted, Gone, Later, NotSetUp, Outcome
from notifications.delivery.outgoing import Outgoing
from notifications.delivery.payloads import Payload

TTL = 86_400
#: In seconds. Apple accepts a token for an hour, and a new one at most every 20 minutes.
_USED_FOR = 40 * 60
_GONE = {"Unregistered", "ExpiredToken", "BadDeviceToken"}
#: Errors about this server's token, not the device's.
_OURS = {"ExpiredProviderToken", "InvalidProviderToken", "MissingProviderToken", "TooManyProviderTokenUpdates"}

#: {(file, key, team): (time of creation, token)}
_tokens: dict[tuple[str, str, str], tuple[float, str]] = {}


class Apns:
    async def send(self, due: Outgoing, payload: Payload) -> Outcome:
        if not is_set_up():
            return NotSetUp()
        try:
            token = _token()
        except (OSError, ValueError, TypeError, jwt.PyJWTError) as error:
            return Later(None, f"APNS_KEY: {type(error).__name__}: {error}"[:200], of_server=True)
        base = settings.APNS_SANDBOX_URL if due.is_sandbox else settings.APNS_URL
        headers = {"authorization": f"bearer {token}", **_headers(due, payload)}
        answer = await post(f"{base}/3/device/{due.address}", headers, msgspec.json.encode(_body(due, payload)))
        if answer.status == 200:
            return Accepted()
        reason = str(answer.json().get("reason", ""))
        if answer.status == 410 or reason in _GONE:
            return Gone()
        if reason == "ExpiredProviderToken":
            _tokens.clear()
        return Later(answer.retry_after, reason, of_server=True) if reason in _OURS else answer.otherwise(reason)


def is_set_up() -> bool:
    return all((settings.APNS_KEY, settings.APNS_KEY_ID, settings.APNS_TEAM_ID, settings.APNS_TOPIC))


def _token() -> str:
    key = settings.APNS_KEY, settings.APNS_KEY_ID, settings.APNS_TEAM_ID
    made_at, token = _tokens.get(key, (0.0, ""))
    now = time.time()
    if now >= made_at + _USED_FOR:
        file, kid, team = key
        claims = {"iss": team, "iat": int(now)}
        token = jwt.encode(claims, Path(file).read_text(), algorithm="ES256", headers={"kid": kid})
        _tokens.clear()
        _tokens[key] = now, token
    return token


def _headers(due: Outgoing, payload: Payload) -> dict[str, str]:
    is_shown = due.kind != "clear"
    return {
        "apns-topic": settings.APNS_TOPIC,
        "apns-push-type": "alert" if is_shown else "background",
        "apns-priority": "10" if is_shown and due.urgency == "high" else "5",
        "apns-collapse-id": payload.tag,
        "apns-expiration": str(int(time.time()) + TTL),
    }


def _body(due: Outgoing, payload: Payload) -> dict[str, Any]:
    """Returns the body: `aps`, and the fields that other services get, without the text that `aps` already has."""
    data = payload.as_data()
    title, body = data.pop("title", ""), data.pop("body", "")
    if due.kind == "clear":
        return {"aps": {"content-available": 1, "badge": payload.unread}, **data}
    aps = {
        "alert": {"title": title, "body": body},
        "badge": payload.unread,
        "sound": "default",
        "thread-id": payload.tag,
        "mutable-content": 1,
        "interruption-level": "time-sensitive" if payload.urgent else "active",
    }
    return {"aps": aps, **data}
