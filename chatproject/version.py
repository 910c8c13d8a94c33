"""The version of Parlance, which is defined in pyproject.toml."""

import tomllib

from chatproject.supervisor.plan import PROJECT

VERSION: str = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]["version"]
