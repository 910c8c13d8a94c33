"""Which Parlance this is. pyproject.toml says it once."""

import tomllib

from chatproject.supervisor.plan import PROJECT

VERSION: str = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]["version"]
