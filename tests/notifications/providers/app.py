"""FCM, APNs and the endpoints that configure them, as one ASGI app."""

from typing import Any

from tests.notifications.providers import apns, fcm
from tests.notifications.providers.http import Receive, Request, Response, Send, post_message, read
from tests.notifications.providers.switch import Answer


class App:
    def __init__(self, fcm: fcm.Fcm, apns: apns.Apns) -> None:
        self._fcm, self._apns = fcm, apns

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _live(receive, send)
            return
        await post_message(await self._response(await read(scope, receive)), receive, send)

    async def _response(self, request: Request) -> Response:
        if request.method != "POST":
            return Response(405)
        if request.path.startswith(apns.DEVICE):
            return await self._apns.send(request)
        match request.path:
            case fcm.SEND:
                return await self._fcm.send(request)
            case fcm.TOKEN:
                return self._fcm.token(request)
            case "/control":
                return self._control(request.json())
        return Response(404)

    def _control(self, response: dict[str, Any]) -> Response:
        switches = {"fcm": self._fcm.switch, "fcm-token": self._fcm.token_switch, "apns": self._apns.switch}
        switches[response["provider"]].set(Answer.read(response), response.get("token"))
        if response["provider"] == "fcm-token":
            self._fcm.lifetime = response.get("lifetime", 3600.0)
        return Response(200)


async def _live(receive: Receive, send: Send) -> None:
    while True:
        event = (await receive())["type"].removeprefix("lifespan.")
        await send({"type": f"lifespan.{event}.complete"})
        if event == "shutdown":
            return
