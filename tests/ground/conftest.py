"""Starting and ending real machines."""

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.ground.running import Running
from tests.prepared import prepare

Start = Callable[[], Running]


@pytest.fixture(scope="module")
def data_dir() -> Iterator[Path]:
    """One data directory for all tests of a file: only the first start has to create a database."""
    with TemporaryDirectory(prefix="parlance-up-") as folder:
        yield Path(folder) / "var"


@pytest.fixture
def start(data_dir: Path, tmp_path: Path) -> Iterator[Start]:
    """Starts a supervisor; whatever the test leaves of it is ended."""
    started: list[Running] = []

    def begin() -> Running:
        started.append(Running(data_dir, tmp_path / "up.log"))
        started[-1].wait_until_ready()
        return started[-1]

    yield begin
    for one in started:
        one.end()


@pytest.fixture(scope="module")
def up(data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A supervisor that runs through all tests of a file."""
    prepare(data_dir)
    with Running.ready(data_dir, tmp_path_factory.mktemp("up") / "up.log") as running:
        yield running


@pytest.fixture
def whole(up: Running) -> Running:
    """The one that runs, with every child alive and well."""
    up.wait_for_all()
    up.wait_until_ready()
    return up
