"""A replica of a Parlance's PostgreSQL that is always so many seconds behind."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from chatproject.supervisor.private import running
from chatproject.supervisor.servers import Postgres


class _Replica(Postgres):
    def __init__(self, folder: Path, primary: str, behind: int) -> None:
        super().__init__(folder, settings={"recovery_min_apply_delay": f"{behind}s"})
        self._primary = primary

    def make(self) -> None:
        copy = (self.programs.client("pg_basebackup"), "-D", self.data, "--write-recovery-conf", "--checkpoint=fast")
        self._run("pg_basebackup", (*copy, "--no-password", "--dbname", self._primary))


@contextmanager
def replica(primary: str, behind: int) -> Iterator[None]:
    with tempfile.TemporaryDirectory(prefix="parlance-replica-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)  # PostgreSQL may run as another account
        with running(_Replica(Path(folder), primary, behind)):
            yield
