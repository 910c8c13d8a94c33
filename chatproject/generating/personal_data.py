"""docs/personal-data.md: what is held of a person, from the declarations of the apps."""

from chatproject.personal import Changed, Cleared, Deleted, Erasure, Section, Store, Table
from chatproject.privacy import registry

_INTRODUCTION = """\
# Personal data, table by table

What a server holds of a person, what their export has of it, and what an erasure leaves. `manage.py generate` writes
this page from the declarations of the apps (`<app>/privacy.py`), from which the server exports and erases; a test fails
when a table or a column is in none. [privacy.md](privacy.md) explains it.

## Tables
"""


def personal_data() -> str:
    """Returns the page."""
    lines = [_INTRODUCTION, "| table | export | erasure |", "| --- | --- | --- |"]
    lines += map(_table, registry.tables())
    lines += ["", "## Elsewhere", "", "| what | export | erasure |", "| --- | --- | --- |"]
    lines += map(_store, registry.stores())
    return "\n".join([*lines, ""])


def _table(table: Table) -> str:
    exported = table.exported
    shown = f"{exported.title} (`{exported.name}`)" if isinstance(exported, Section) else f"no: {exported.why}"
    erased = [f"`{path}`: {_erased(erasure)}" for path, erasure in table.people.items()]
    return f"| `{table.model}` | {shown} | {' · '.join(erased)} |"


def _erased(erasure: Erasure) -> str:
    match erasure:
        case Deleted():
            return "deleted"
        case Cleared(values):
            return f"stays without {', '.join(values)}"
        case Changed(how):
            return how
    return f"stays: {erasure.why}"


def _store(store: Store) -> str:
    return f"| {store.name} | {store.exported} | {store.erased} |"
