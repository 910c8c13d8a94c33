"""Firebase Cloud Messaging, HTTP v1. Messages are data only: the app itself decides what it shows."""

import asyncio
from typing import Any

import msgspec
from django.conf import settings

from notifications.delivery.channels.fcm_account import Account, AccountFailed, account
from notifications.delivery.channels.http import Answer, post
from notifications.delivery.channels.outcome import Accepted, Gone, Later, NotSetUp, Outcome
from notifications.delivery.outgoing import Outgoing
from notifications.delivery.payloads import Payload

TTL = 86_400


class Fcm:
    def __init__(self) -> None:
        self._renewal: asyncio.Task[str] | None = None

    async def send(self, due: Outgoing, payload: Payload) -> Outcome:
        if not settings.FCM_CREDENTIALS:
            return NotSetUp()
        try:
            ours = account(settings.FCM_CREDENTIALS)
            token = await self._token(ours)
        except AccountFailed as error:
            return Later(error.after, str(error), of_server=error.is_refused)
        url = f"{settings.FCM_URL}/v1/projects/{ours.project}/messages:send"
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        answer = await post(url, headers, msgspec.json.encode(_message(due, payload)))
        return self._outcome(ours, token, answer)

    async def _token(self, ours: Account) -> str:
        """Returns the current access token. Sends that find none wait for one renewal and share its result.

        Only one run at a time sends on a machine (`deliver_due`), so no other thread renews the token.
        """
        if token := ours.token:
            return token
        if self._renewal is None or self._renewal.done():
            self._renewal = asyncio.create_task(ours.renew())
        return await self._renewal

    def _outcome(self, ours: Account, token: str, answer: Answer) -> Outcome:
        if answer.status == 200:
            return Accepted()
        code = _code(answer.json())
        if code == "UNREGISTERED":
            return Gone()
        if answer.status == 401:
            ours.forget(token)
        if answer.status == 401 or (answer.status, code) == (403, "PERMISSION_DENIED"):
            # FCM rejects this server's credentials, which its operator can correct.
            return Later(None, f"{answer.status} {code}", of_server=True)
        return answer.otherwise(code)


def _message(due: Outgoing, payload: Payload) -> dict[str, Any]:
    """Returns one message for FCM, without a collapse_key.

    FCM keeps messages of at most four collapse keys for a device that is offline and drops those of the others, though
    it accepted them. Without a key it keeps 100 messages; beyond that it drops all and notifies the app, which then
    fetches the messages that it is missing. The app replaces notifications by `tag`.
    """
    return {
        "message": {
            "token": due.address,
            "data": {name: _text(value) for name, value in payload.as_data().items()},
            "android": {
                "priority": "HIGH" if due.urgency == "high" else "NORMAL",
                "ttl": f"{TTL}s",
            },
        }
    }


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _code(body: dict[str, Any]) -> str:
    """Returns FCM's own error code if there is one, else that of Google's APIs."""
    try:
        failure = msgspec.convert(body, _Body).error
    except msgspec.ValidationError:
        return ""
    return next((each.errorCode for each in failure.details if each.errorCode), failure.status)


class _Detail(msgspec.Struct):
    errorCode: str = ""  # noqa: N815 (FCM's name for it)


class _Error(msgspec.Struct):
    status: str = ""
    details: list[_Detail] = []


class _Body(msgspec.Struct):
    error: _Error
