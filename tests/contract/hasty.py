"""`chatproject.web.serve` with a short heartbeat, so that silence is noticed while a test waits."""

from unittest import mock

import uvicorn

from chatproject.web import serve

SECONDS = 1


def configuration() -> uvicorn.Config:
    found = usual()
    found.ws_ping_interval = found.ws_ping_timeout = SECONDS
    return found


usual = serve.configuration

if __name__ == "__main__":
    with mock.patch.object(serve, "configuration", configuration):
        serve.main()
