"""The received requests, one JSON object per line. The other process, of Web Push, writes to the same file."""

import json
import os
import time
from pathlib import Path
from typing import Any


class Recording:
    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def add(self, provider: str, token: str, status: int, payload: Any, headers: dict[str, Any]) -> None:
        """`status` is 2xx if the request was accepted, 0 if nothing was answered."""
        line = {
            "time": time.time(),
            "provider": provider,
            "token": token,
            "status": status,
            "payload": payload,
            "headers": headers,
        }
        os.write(self._file, json.dumps(line).encode() + b"\n")
