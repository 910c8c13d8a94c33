"""The server's refusals, put between a page and its socket."""

import json

from playwright.sync_api import WebSocketRoute

from tests.browser.window import Window


def refuse(window: Window, command: str, times: int) -> None:
    """Refuses the first `times` commands of this type."""
    left = [times]

    def between(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()

        def pass_on(frame: str | bytes) -> None:
            told = json.loads(frame)
            if told["type"] == command and left[0] > 0:
                left[0] -= 1
                error = {"code": "forbidden", "detail": "You may not."}
                socket.send(json.dumps({"type": "reply", "to": told["id"], "error": error}))
            else:
                server.send(frame)

        socket.on_message(pass_on)
        server.on_message(socket.send)

    window.page.route_web_socket("**/ws/v1", between)
