"""Web processes with rate limits of the test."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.contract.server import Services, WebProcess


def limited_to(rates: dict[str, Any]) -> dict[str, str]:
    """Returns the environment of the process. `rates` is {verb: (per second, in a burst)}; "*" is any other verb."""
    return {"RATE_LIMITS": "on", "CONTRACT_SETTINGS": json.dumps({"COMMAND_RATES": rates})}


@contextmanager
def limited_process(services: Services, rates: dict[str, Any]) -> Iterator[WebProcess]:
    process = WebProcess(services, limited_to(rates)).ready()
    yield process
    process.stop()
