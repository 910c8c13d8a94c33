"""Prometheus evaluates the alert rules over recordings."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from tests.alerts.recording import EVERY, LASTS, Recording, input_series
from tests.alerts.rules import RULES

#: Seconds between two evaluations: Prometheus's default is a minute, and its example configuration has this.
EVALUATED = 15
#: When each alert fired for the first time.
_FIRED = 'min by (alertname) (min_over_time(timestamp(ALERTS{{alertstate="firing"}})[{}s:{}s]))'
_GOT = re.compile(r'alertname="(\w+)"\}\D*?([0-9.E+]+)')


def find_promtool() -> str | None:
    return os.environ.get("PROMTOOL") or shutil.which("promtool")


def fired(promtool: str, recording: Recording) -> dict[str, int]:
    """Returns the seconds from the beginning of the fault until each alert fired."""
    done = play(promtool, [(recording, {"Nothing": 0})])
    _, _, got = done.stdout.partition("got:")
    return {name: round(float(value)) - recording.begins for name, value in _GOT.findall(got)}


def play(
    promtool: str,
    recordings: Sequence[tuple[Recording, Mapping[str, int]]],
    *,
    every: int = EVERY,
    lasts: int = LASTS,
) -> "subprocess.CompletedProcess[str]":
    """Runs promtool, which fails if in a recording any other alert fires, or at another second."""
    with tempfile.TemporaryDirectory(prefix="alerts-") as folder:
        path = Path(folder) / "test.yml"
        tests = [_test(recording, fires, every, lasts) for recording, fires in recordings]
        path.write_text(
            yaml.safe_dump({"rule_files": [str(RULES)], "evaluation_interval": f"{EVALUATED}s", "tests": tests})
        )
        done = subprocess.run([promtool, "test", "rules", str(path)], capture_output=True, text=True, check=False)
        return subprocess.CompletedProcess(done.args, done.returncode, done.stdout + done.stderr)


def _test(recording: Recording, fires: Mapping[str, int], every: int, lasts: int) -> dict[str, Any]:
    expected = [
        {"labels": f'{{alertname="{alert}"}}', "value": recording.begins + seconds} for alert, seconds in fires.items()
    ]
    return {
        "name": recording.fault,
        "interval": f"{every}s",
        "input_series": input_series(recording),
        "promql_expr_test": [
            {"expr": _FIRED.format(lasts, EVALUATED), "eval_time": f"{lasts}s", "exp_samples": expected}
        ],
    }
