"""What the browser loads before it shows the chat page."""

import json
from typing import Any

from django.conf import settings

DIST = settings.BASE_DIR / "static" / "dist"
_MAIN = "static/src/main.ts"
_LATER = {
    "static/src/elements/dialogs/later.ts",
    "static/src/elements/emoji/emoji-picker.ts",
    "static/src/elements/media/picture-editor.ts",
}


def manifest() -> dict[str, Any]:
    return dict(json.loads((DIST / "manifest.json").read_text()))


def loaded(chunks: dict[str, Any], name: str) -> set[str]:
    """The chunk and every chunk that it imports before it runs."""
    return {name}.union(*(loaded(chunks, each) for each in chunks[name].get("imports", [])))


def compressed_bytes(file: str) -> int:
    path = DIST / f"{file}.br"
    return (path if path.exists() else DIST / file).stat().st_size


def test_first_route_loads_at_most_110_kb_of_javascript() -> None:
    chunks = manifest()
    assert sum(compressed_bytes(chunks[name]["file"]) for name in loaded(chunks, _MAIN)) <= 110_000


def test_first_route_loads_no_dialog_that_it_does_not_show() -> None:
    chunks = manifest()
    names = loaded(chunks, _MAIN)
    assert not names & _LATER
    assert set(chunks[_MAIN]["dynamicImports"]) >= _LATER
