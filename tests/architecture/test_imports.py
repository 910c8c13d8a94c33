"""How modules import each other. `make check` holds the layers of apps; here are the modules within them."""

from graphlib import CycleError, TopologicalSorter

import grimp
import pytest

PACKAGES = ("accounts", "chatproject", "conversations", "media", "messaging", "notifications")


def test_modules_import_each_other_in_no_circle() -> None:
    """Imports within functions and for type checkers count too."""
    graph = grimp.build_graph(*PACKAGES, cache_dir=None)
    sorter = TopologicalSorter({name: graph.find_modules_directly_imported_by(name) for name in graph.modules})
    try:
        sorter.prepare()
    except CycleError as error:
        circle = " → ".join(reversed(error.args[1]))
        pytest.fail(
            f"These modules import each other: {circle}. Move what both need into a module that imports neither."
        )
