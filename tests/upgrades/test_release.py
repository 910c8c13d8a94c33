"""Releases: the changelog, the version and what the next release is tried on say the same."""

import json
import re
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from typing import Any

from chatproject.supervisor.plan import PROJECT
from chatproject.version import VERSION

_CHANGELOG = (PROJECT / "CHANGELOG.md").read_text()


def script() -> Any:
    loader = SourceFileLoader("release", str(PROJECT / "scripts" / "release"))
    spec = spec_from_loader("release", loader)
    assert spec
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


def test_newest_release_is_the_version_and_what_the_next_one_is_tried_on() -> None:
    released = re.findall(r"^## \[(\d+\.\d+\.\d+)\] - \d{4}-\d\d-\d\d$", _CHANGELOG, re.MULTILINE)
    assert released[0] == VERSION
    assert released == sorted(released, key=script().numbers, reverse=True)
    recorded = json.loads((PROJECT / "tests" / "upgrades" / "release" / "release.json").read_text())
    assert recorded["version"] == VERSION
    assert json.loads((PROJECT / "package.json").read_text())["version"] == VERSION


def test_release_moves_what_is_unreleased_under_its_version() -> None:
    release = script()
    before = "# Changelog\n\n## [Unreleased]\n\n### Added\n- A feature.\n\n## [0.1.0] - 2026-11-30\n\n- All.\n"
    after = release.with_section(before, "0.2.0", "2026-12-24")
    assert release.unreleased(before) == "### Added\n- A feature."
    assert release.unreleased(after) == ""
    assert after.index("## [0.2.0] - 2026-12-24") < after.index("- A feature.") < after.index("## [0.1.0]")
