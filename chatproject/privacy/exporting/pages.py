"""The pages of an export, which people read in a browser without a server."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.template.loader import render_to_string

from chatproject.personal import Section


class Part(NamedTuple):
    """A list of the export, for the first page: `pages` are paths."""

    title: str
    rows: int
    data: str
    pages: list[str]


def page(section: Section, rows: Sequence[dict[str, Any]], number: int, *, is_last: bool) -> bytes:
    """Renders some rows of a list; texts keep their lines."""
    heads = [_words(name) for name in section.columns]
    cells = [[(head, _shown(row[name])) for head, name in zip(heads, section.columns, strict=True)] for row in rows]
    context = {
        "title": section.title,
        "rows": cells,
        "number": number,
        "before": name_of(section, number - 1) if number > 1 else "",
        "after": "" if is_last else name_of(section, number + 1),
    }
    return render_to_string("export/page.html", context).encode()


def first_page(name: str, at: datetime, parts: list[Part], files: int, site: str) -> bytes:
    context = {"name": name, "at": at, "parts": parts, "files": files, "site": site}
    return render_to_string("export/index.html", context).encode()


def name_of(section: Section, number: int) -> str:
    return f"{section.name}-{number:04}.html"


def _words(name: str) -> str:
    return name.rpartition("__")[2].removesuffix("_id").replace("_", " ")


def _shown(value: Any) -> str:
    match value:
        case None | "" | []:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime():
            return f"{value:%Y-%m-%d %H:%M} UTC"
        case list():
            return ", ".join(map(str, value))
    return str(value)


def batches(rows: Iterator[dict[str, Any]], size: int) -> Iterator[tuple[list[dict[str, Any]], bool]]:
    """Yields (rows, whether they are the last), also for no rows."""
    held: list[dict[str, Any]] = []
    for row in rows:
        if len(held) == size:
            yield held, False
            held = []
        held.append(row)
    yield held, True
