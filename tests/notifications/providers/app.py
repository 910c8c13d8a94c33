"""FCM, APNs and the endpoints that configure them, as one ASGI app."""

from typing import Any

from tests.notifications.providers import apns, fcm
from tests.notifications.providers.http import Asked, Receive, Said, Send, read, say
from tests.notifications.providers.switch import Answer


class App:
    def __init__(self, fcm: fcm.Fcm, apns: apns.Apns) -> None:
        self._fcm, self._apns = fcm, apns

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _live(receive, send)
            return
        await say(await self._said(await read(scope, receive)), receive, send)

    async def _said(self, asked: Asked) -> Said:
        if asked.method != "POST":
            return Said(405)
        if asked.path.startswith(apns.DEVICE):
            return await self._apns.send(asked)
        match asked.path:
            case fcm.SEND:
                return await self._fcm.send(asked)
            case fcm.TOKEN:
                return self._fcm.token(asked)
            case "/control":
                return self._control(asked.json())
        return Said(404)

    def _control(self, said: dict[str, Any]) -> Said:
        switches = {"fcm": self._fcm.switch, "fcm-token": self._fcm.token_switch, "apns": self._apns.switch}
        switches[said["provider"]].set(Answer.read(said), said.get("token"))
        if said["provider"] == "fcm-token":
            self._fcm.lifetime = said.get("lifetime", 3600.0)
        return Said(200)


async def _live(receive: Receive, send: Send) -> None:
    while True:
        event = (await receive())["type"].removeprefix("lifespan.")
        await send({"type": f"lifespan.{event}.complete"})
        if event == "shutdown":
            return
