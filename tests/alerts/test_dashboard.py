"""The dashboard is well-formed, and each query returns data on a real Prometheus that scrapes a real Parlance."""

import asyncio
import json
import os
import shutil
import subprocess
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
import yaml

from chatproject.supervisor.plan import PROJECT
from tests.contract.world import World
from tests.ground.running import free_port
from tests.machine import Machine

DASHBOARD: dict[str, Any] = json.loads(Path("deploy/grafana/parlance.json").read_text())
PANELS: list[dict[str, Any]] = [panel for panel in DASHBOARD["panels"] if panel["type"] != "row"]
QUERIES = [target["expr"] for panel in PANELS for target in panel["targets"]]
#: Only a server with TLS has it; tests/watching/test_outside.py looks at the metric itself.
ELSEWHERE = {"parlance_certificate_days"}


def test_dashboard_is_well_formed() -> None:
    assert {"title", "uid", "schemaVersion", "panels", "templating", "time"} <= DASHBOARD.keys()
    ids = [panel["id"] for panel in DASHBOARD["panels"]]
    assert len(set(ids)) == len(ids)
    assert len({panel["title"] for panel in PANELS}) == len(PANELS)
    for panel in PANELS:
        assert panel["datasource"] == {"type": "prometheus", "uid": "${datasource}"}
        assert panel["fieldConfig"]["defaults"]["unit"], panel["title"]
        assert [target["refId"] for target in panel["targets"]] == list("ABC"[: len(panel["targets"])])
        assert all(target["expr"] and target["datasource"] == panel["datasource"] for target in panel["targets"])
        place = panel["gridPos"]
        assert place["x"] + place["w"] <= 24
    for one, other in combinations(DASHBOARD["panels"], 2):
        assert not _overlap(one["gridPos"], other["gridPos"]), (one["title"], other["title"])


def test_dashboard_fits_the_schema_that_grafana_publishes(tmp_path: Path) -> None:
    """Names, units, options and enums of each panel: TypeScript checks it against the types of @grafana/schema."""
    (tmp_path / "node_modules").symlink_to(PROJECT / "node_modules")
    file, types = tmp_path / "dashboard.ts", Path(__file__).with_name("dashboard.ts").read_text()

    def check(text: str) -> "subprocess.CompletedProcess[str]":
        file.write_text(f"{types}{text};\n")
        command = ["scripts/node", "npx", "--no-install", "tsc", "--ignoreConfig", "--noEmit", "--strict"]
        command += ["--skipLibCheck", "--module", "nodenext", str(file)]
        return subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)

    ours = json.dumps(DASHBOARD)
    assert check(ours).returncode == 0, check(ours).stdout
    assert "absolut" in check(ours.replace('"absolute"', '"absolut"', 1)).stdout, "the check finds nothing"


def _overlap(one: dict[str, int], other: dict[str, int]) -> bool:
    return all(
        one[at] < other[at] + other[size] and other[at] < one[at] + one[size] for at, size in (("x", "w"), ("y", "h"))
    )


@pytest.mark.alone
@pytest.mark.long
@pytest.mark.timeout(600)
async def test_each_query_returns_data_while_people_write(tmp_path: Path) -> None:
    promtool = os.environ.get("PROMTOOL") or shutil.which("promtool") or ""
    prometheus = Path(promtool).with_name("prometheus")
    if not promtool or not prometheus.exists():
        pytest.skip("there is no Prometheus")
    machine = Machine()
    try:
        machine.start()
        with scraping(machine, prometheus, tmp_path) as url:
            async with World.at(machine) as world:
                alice, bob = await world.cast("alice", "bob")
                garden = await world.group(alice, bob)
                socket = await alice.connect()
                await bob.connect()
                deadline = time.monotonic() + 240
                while left := [query for query in QUERIES if query not in ELSEWHERE and not has_data(url, query)]:
                    assert time.monotonic() < deadline, f"no data for {left}"
                    for number in range(5):
                        await socket.send(garden, f"number {number}")
                        await bob.get("conversations")
                    await asyncio.sleep(2)
    finally:
        machine.discard()


@contextmanager
def scraping(machine: Machine, prometheus: Path, folder: Path) -> Iterator[str]:
    """Yields the address of a Prometheus that scrapes this machine."""
    job = {"job_name": "parlance", "static_configs": [{"targets": [machine.host]}]}
    (folder / "prometheus.yml").write_text(
        yaml.safe_dump({"global": {"scrape_interval": "2s"}, "scrape_configs": [job]})
    )
    port = free_port()
    command = [
        str(prometheus),
        f"--config.file={folder / 'prometheus.yml'}",
        f"--storage.tsdb.path={folder / 'data'}",
        f"--web.listen-address=127.0.0.1:{port}",
    ]
    with (folder / "log").open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log) as running:
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            running.terminate()


def has_data(url: str, query: str) -> bool:
    """Whether a query returns a number, as Grafana asks it."""
    asked = urllib.parse.urlencode({"query": query.replace("$__rate_interval", "30s")})
    try:
        with urllib.request.urlopen(f"{url}/api/v1/query?{asked}", timeout=10) as answer:
            found = json.load(answer)["data"]["result"]
    except (OSError, KeyError):
        return False
    return any(each["value"][1] != "NaN" for each in found)
