"""Starts the services, configures them, and reads the received requests."""

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).resolve().parents[3]
_PATIENCE = 60


@dataclass(frozen=True)
class Received:
    """`payload` is decrypted (Web Push), the message (FCM) or the whole body (APNs). `status` is that of
    the response.
    """

    time: float
    provider: str
    token: str
    status: int
    payload: Any
    headers: dict[str, Any]

    @property
    def is_taken(self) -> bool:
        return 200 <= self.status < 300


@dataclass
class Providers:
    folder: Path
    #: The environment with which a server uses these services.
    environment: dict[str, str]
    control: str
    web_push: str
    _skipped: int = field(default=0)

    def subscribe(self, public_key: str) -> dict[str, str]:
        """A new subscription of a browser, as a registration's {channel, address, p256dh, auth}."""
        found = _post(f"{self.web_push}/subscribe", {"applicationServerKey": public_key})
        return {"channel": "webpush", "address": found["endpoint"], **found["keys"]}

    def answer(self, provider: str, answer: str = "ok", *, token: str | None = None, **more: float) -> None:
        """Sets the response to all tokens or to one: see switch.py. `provider` is webpush, fcm, apns or fcm-token."""
        where = self.web_push if provider == "webpush" else self.control
        _post(f"{where}/control", {"provider": provider, "answer": answer, "token": token, **more})

    def received(self, provider: str = "", token: str = "") -> list[Received]:
        """Returns the requests received since `forget`, in the order of the answers."""
        path = self.folder / "received.jsonl"
        with path.open("rb") as file:
            file.seek(self._skipped)
            lines = file.read().splitlines()
        found = [Received(**json.loads(line)) for line in lines]
        return [each for each in found if each.provider.startswith(provider) and (not token or each.token == token)]

    def forget(self) -> None:
        """Makes all answer `ok` again, and drops the requests received so far."""
        for provider in ("webpush", "fcm", "fcm-token", "apns"):
            self.answer(provider)
        self._skipped = (self.folder / "received.jsonl").stat().st_size


@contextmanager
def providers(folder: Path) -> Iterator[Providers]:
    """Runs the services in an empty folder, whose files a server that root started can read."""
    folder.chmod(0o711)
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.notifications.providers", "--folder", str(folder)],
            cwd=_ROOT,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            yield Providers(folder, **_addresses(folder, process))
        finally:
            process.terminate()
            process.wait(20)


def _addresses(folder: Path, process: "subprocess.Popen[bytes]") -> dict[str, Any]:
    path, deadline = folder / "addresses.json", time.monotonic() + _PATIENCE
    while not path.exists():
        said = (folder / "log").read_text()
        assert process.poll() is None, f"the push services did not start:\n{said}"
        assert time.monotonic() < deadline, f"the push services do not answer:\n{said}"
        time.sleep(0.05)
    found: dict[str, Any] = json.loads(path.read_text())
    return found


def _post(url: str, said: dict[str, Any]) -> Any:
    request = urllib.request.Request(url, json.dumps(said).encode(), {"content-type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as response:
        return json.loads(response.read() or b"null")
