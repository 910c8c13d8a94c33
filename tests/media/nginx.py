"""A real nginx, with the configuration from the documentation."""

import os
import re
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.contract.server import ROOT
from tests.media.buckets import free_port

CHAT, FILES = "chat.example.org", "files.example.org"


@contextmanager
def nginx(web_ports: Sequence[int], media_root: Path) -> Iterator[str]:
    """Starts nginx in front of these hosts and yields its address."""
    program = subprocess.run([ROOT / "scripts" / "nginx"], check=True, capture_output=True, text=True).stdout.strip()
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="nginx-") as home:
        (Path(home) / "nginx.conf").write_text(_configuration(Path(home), port, web_ports, media_root))
        running = subprocess.Popen([program, "-p", home, "-c", "nginx.conf", "-e", "error.log"])
        try:
            _wait(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            running.terminate()
            running.wait(20)


def _configuration(home: Path, port: int, web_ports: Sequence[int], media_root: Path) -> str:
    ours = "\n".join((ROOT / "deploy" / name).read_text() for name in ("nginx.conf", "nginx-files.conf"))
    media = (ROOT / "deploy" / "nginx-media.conf").read_text()
    ours = ours.replace("include /opt/parlance/deploy/nginx-media.conf;", media)
    changes = (
        (r"listen 443 ssl http2;", f"listen 127.0.0.1:{port};"),
        (r"listen 80;", f"listen 127.0.0.1:{free_port()};"),
        (r"listen \[::\]:[^;]*;", ""),
        (r"ssl_certificate\S* \S+;", ""),
        (r"server 127\.0\.0\.1:8000\b([^;]*);", "".join(rf"server 127.0.0.1:{web_port}\1;" for web_port in web_ports)),
        (r"alias /var/lib/parlance/media/;", f"alias {media_root}/;"),
    )
    for was, becomes in changes:
        ours, count = re.subn(was, becomes, ours)
        assert count, f"{was} is not in deploy/nginx.conf"
    user = "user root;" if os.getuid() == 0 else ""
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    folders = "\n".join(f"{kind}_temp_path {home}/{kind};" for kind in kinds)
    head = f"daemon off;\n{user}\npid {home}/pid;\nevents {{ }}\nhttp {{\naccess_log off;\n{folders}\n"
    return f"{head}{ours}\n}}\n"


def _wait(port: int) -> None:
    deadline = time.monotonic() + 60
    while True:
        with socket.socket() as line:
            if line.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert time.monotonic() < deadline, "nginx does not listen"
        time.sleep(0.05)
