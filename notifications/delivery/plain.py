"""Renders light Markdown as one line of plain text.

The client does the same (static/src/render/plain.ts); tests/rules tests both.
"""

import re

_MARKS = [
    (re.compile(r"```[^\n]*\n?([\s\S]*?)(?:```|$)"), r"\1"),
    (re.compile(r"`([^`]*)`"), r"\1"),
    (re.compile(r"!?\[([^\]]*)\]\([^)]*\)"), r"\1"),
    (re.compile(r"^\s{0,3}>\s?", re.MULTILINE), ""),
    (re.compile(r"(\*\*|__|~~)(?=\S)([\s\S]*?\S)\1"), r"\2"),
    (re.compile(r"(^|[^a-zA-Z0-9_*])[*_](?=\S)([^*_\n]*\S)[*_](?![a-zA-Z0-9_*])"), r"\1\2"),
    (re.compile(r"\s+"), " "),
]


def plain_text(markdown: str, most: int) -> str:
    """Returns up to `most` characters of a message, and reads no more of it than that needs."""
    text = markdown[: most * 4]
    for mark, kept in _MARKS:
        text = mark.sub(kept, text)
    return text.strip()
