"""The push services of `tests/notifications/providers`: a drill makes them fail and reads their requests."""

import json
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.contract.client import Person
from tests.notifications.providers import Providers, Received, providers
from tests.push_drill.records import Attempt

CHANNELS = ("webpush", "fcm", "apns")
#: The ways in which a service fails, with its responses (see tests/notifications/providers/switch.py).
_WAYS: dict[str, tuple[str, dict[str, float]]] = {
    "error": ("broken", {}),
    "busy": ("busy", {"retry_after": 2.0}),
    "hang": ("hang", {}),
    "lost": ("lost", {"share": 0.5}),
    "slow": ("ok", {"delay": 3.0}),
    "gone": ("gone", {}),
    "refused": ("refused", {}),
}


class Post:
    def __init__(self, services: Providers) -> None:
        self._services = services
        self._path = services.folder / "received.jsonl"
        self._read_to = 0
        self._attempts: list[Attempt] = []
        self._subscriptions: dict[str, dict[str, str]] = {}

    @property
    def environment(self) -> dict[str, str]:
        return self._services.environment

    async def registration(self, person: Person, channel: str, address: str = "") -> dict[str, str]:
        """Returns the body that registers a device. `address` is that of a browser that was another user's before."""
        if channel != "webpush":
            return {"channel": channel, "address": address or secrets.token_hex(32)}
        if address:
            return self._subscriptions[address]
        key = await person.get("notifications/key")
        given = self._services.subscribe(key["public_key"])
        self._subscriptions[given["address"]] = given
        return given

    @contextmanager
    def behaving(self, way: str, *, address: str = "") -> Iterator[None]:
        """Makes all push services fail in this way during the block; with an address, that one alone, from now on."""
        answer, more = _WAYS[way]
        for channel in ("webpush",) if address else CHANNELS:
            self._services.answer(channel, answer, token=address or None, **more)
        yield
        if not address:
            for channel in CHANNELS:
                self._services.answer(channel)

    def attempts(self, since: float) -> list[Attempt]:
        """In the order in which they were answered."""
        with self._path.open("rb") as file:
            file.seek(self._read_to)
            whole = file.read().rpartition(b"\n")[0]
        if whole:
            self._read_to += len(whole) + 1
            # An entry without an address is from a client that hung up before its request was complete.
            found = (Received(**json.loads(line)) for line in whole.split(b"\n"))
            self._attempts += [_attempt(each) for each in found if each.provider in CHANNELS and each.token]
        return [attempt for attempt in self._attempts if attempt.began_at >= since]


def _attempt(received: Received) -> Attempt:
    sent, headers = received.payload or {}, received.headers
    payload: dict[str, Any] = sent
    replaces = headers.get("topic") or headers.get("apns-collapse-id") or ""
    if received.provider == "fcm":
        payload = sent.get("data", {})
        replaces = payload.get("tag", "")
    return Attempt(
        channel=received.provider,
        address=received.token,
        began_at=headers.get("began", received.time),
        ended_at=received.time,
        status=received.status,
        payload=payload,
        replaces=replaces,
        text=json.dumps(sent) + json.dumps(headers),
    )


@contextmanager
def open_post() -> Iterator[Post]:
    with tempfile.TemporaryDirectory(prefix="post-") as folder, providers(Path(folder)) as services:
        yield Post(services)
