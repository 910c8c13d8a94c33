"""A Valkey of a test's own, which it may freeze or kill without anyone else noticing."""

import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from chatproject.supervisor.servers import Valkey

_PATIENCE = 60.0


class PrivateValkey:
    """Running from `start` on, until `stop`; as a context, for as long as that."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="parlance-valkey-"))
        self._folder.chmod(0o711)
        self._valkey = Valkey(self._folder)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"unix://{self._valkey.address}?db=0"

    def start(self) -> "PrivateValkey":
        with (self._folder / "log").open("ab") as log:
            self._process = self._valkey.program().start(log.fileno())
        deadline = time.monotonic() + _PATIENCE
        while not self._valkey.is_ready(self._process.pid):
            assert time.monotonic() < deadline, (self._folder / "log").read_text()
            time.sleep(0.02)
        return self

    def __enter__(self) -> "PrivateValkey":
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def freeze(self) -> None:
        """Connected, but mute."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def kill(self) -> None:
        """Gone at once, with everyone's connections."""
        self._signal(signal.SIGKILL)
        assert self._process is not None
        self._process.wait(_PATIENCE)

    def stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self.thaw()
            self.kill()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _signal(self, number: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(number)
