"""S3 servers: rclone's, which rejects every wrong signature, and moto, which supports every call."""

import logging
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
import httpx

BUCKET, KEY, SECRET = "parlance", "access-of-tests", "secret-of-tests-0123456789"


def environment(endpoint: str) -> dict[str, str]:
    """Returns the environment with which a server stores its files there."""
    return {
        "MEDIA_STORE": "s3",
        "MEDIA_S3_BUCKET": BUCKET,
        "MEDIA_S3_ENDPOINT": endpoint,
        "MEDIA_S3_ACCESS_KEY": KEY,
        "MEDIA_S3_SECRET_KEY": SECRET,
        "MEDIA_S3_PATH_STYLE": "on",
    }


#: Parts wait on its disk. By default it streams them, and fails a whole upload if the connection breaks in one part.
_BY_DISK = ["--vfs-cache-mode", "writes", "--vfs-write-back", "0s"]


class Rclone:
    """`rclone serve s3` on a folder; what is in the bucket is under `folder`."""

    def __init__(self, allow_origin: str = "") -> None:
        self._home = tempfile.TemporaryDirectory(prefix="bucket-")
        self.folder = Path(self._home.name) / "data" / BUCKET
        self.folder.mkdir(parents=True)
        self.port = free_port()
        self.endpoint = f"http://127.0.0.1:{self.port}"
        self._options = ["--allow-origin", allow_origin] if allow_origin else []
        self.start()

    def start(self) -> None:
        """Returns when it accepts connections."""
        program = Path(sys.executable).with_name("rclone")
        where = ["--addr", f"127.0.0.1:{self.port}", "--auth-key", f"{KEY},{SECRET}", "--config", "/dev/null"]
        self._log = (Path(self._home.name) / "log").open("ab")
        self._process = subprocess.Popen(
            [str(program), "serve", "s3", *where, *_BY_DISK, *self._options, str(self.folder.parent)],
            stdout=self._log,
            stderr=self._log,
            env={"PATH": "/usr/bin:/bin", "TMPDIR": self._home.name, "HOME": self._home.name},
        )
        deadline = time.monotonic() + 60
        while not _listens(self.port):
            assert self._process.poll() is None, Path(self._log.name).read_text()
            assert time.monotonic() < deadline, "rclone does not listen"
            time.sleep(0.05)

    def halt(self) -> None:
        """Stops the server, as if the network to it were down."""
        self._process.terminate()
        self._process.wait(20)
        self._log.close()

    def stop(self) -> None:
        self.halt()
        self._home.cleanup()


@contextmanager
def moto() -> Iterator[str]:
    """Starts an empty server and yields its endpoint."""
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer("127.0.0.1", free_port(), verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    httpx.post(f"{endpoint}/moto-api/reset").raise_for_status()  # all servers of a process have the same buckets
    yield endpoint
    server.stop()


def make_bucket(endpoint: str) -> None:
    client: Any = boto3.client(
        "s3", endpoint_url=endpoint, region_name="us-east-1", aws_access_key_id=KEY, aws_secret_access_key=SECRET
    )
    client.create_bucket(Bucket=BUCKET)


def free_port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        port: int = line.getsockname()[1]
        return port


def _listens(port: int) -> bool:
    with socket.socket() as line:
        return line.connect_ex(("127.0.0.1", port)) == 0
