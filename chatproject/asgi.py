"""Routes HTTP to Django, the bytes of files past it, and sockets to the consumer."""

import os
from typing import Any

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatproject.settings.development")
http = get_asgi_application()

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.conf import settings  # noqa: E402
from django.urls import path, re_path  # noqa: E402

from chatproject.contract.errors import NotFound  # noqa: E402
from chatproject.rest.refusing import refuse  # noqa: E402
from chatproject.web.fast_reads import FastReads  # noqa: E402
from chatproject.web.polls import Polls  # noqa: E402
from media.serving.app import MediaApp  # noqa: E402
from messaging.consumer import ChatConsumer  # noqa: E402


async def nowhere(scope: Any, receive: Any, send: Any) -> None:
    """Refuses the handshake of an unknown socket. The router would raise an error for the log."""
    await receive()
    await refuse(NotFound(), scope, send)


def consumer() -> type[ChatConsumer]:
    """Returns what serves sockets: without the export of traces, nothing measures its commands for one."""
    if not settings.TRACES_TO:
        return ChatConsumer
    from messaging.traced_consumer import TracedConsumer

    return TracedConsumer


sockets: Any = [path("ws/v1", consumer().as_asgi), re_path("", nowhere)]  # type: ignore[arg-type]
application = ProtocolTypeRouter({"http": MediaApp(FastReads(Polls(http))), "websocket": URLRouter(sockets)})
