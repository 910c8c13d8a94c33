"""Starts the push service that accepts everything, and returns what a browser registered there would send."""

import base64
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from chatproject.supervisor.plan import PROJECT
from tests.media.buckets import free_port


@dataclass(frozen=True)
class Sink:
    """`keys` are a browser's, the same for all, because nothing is decrypted."""

    host: str
    keys: dict[str, str]

    @property
    def origin(self) -> str:
        return f"http://{self.host}"

    async def counts(self) -> dict[str, float]:
        async with httpx.AsyncClient(trust_env=False) as http:
            found: dict[str, float] = (await http.get(self.origin)).json()
        return found


@contextmanager
def open_sink() -> Iterator[Sink]:
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "tests.push_drill.sink", str(port)], cwd=PROJECT)
    sink = Sink(f"127.0.0.1:{port}", _keys())
    try:
        _wait_for(sink, process)
        yield sink
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(sink: Sink, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            httpx.get(sink.origin, trust_env=False)
        except httpx.TransportError:
            assert process.poll() is None, "the sink has ended"
            assert time.monotonic() < deadline, "the sink does not listen"
            time.sleep(0.05)
        else:
            return


def _keys() -> dict[str, str]:
    public = ec.generate_private_key(ec.SECP256R1()).public_key()
    point = public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return {"p256dh": _base64(point), "auth": _base64(b"sixteen bytes ok")}


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
