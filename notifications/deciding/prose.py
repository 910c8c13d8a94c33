"""Removes code and addresses from the text of a message.

The client does the same with its Markdown tokenizer (static/src/render/prose.ts); tests/rules tests both.
"""

import re
from collections.abc import Iterator
from typing import cast

from messaging.addresses import ENDS

#: Replaces removed text. It is neither a letter nor a space, so that no phrase matches across it.
_GONE = "\ufffc"

_LINE = re.compile(
    r"(?P<before>(?:[ \t>]|[-*+][ \t]|\d{1,9}[.)][ \t])*)(?:(?P<fence>`{3,}(?=[^`]*$)|~{3,})(?P<info>.*))?"
)
_TICKS = re.compile(r"(?<!\\)(\\*)(`+)")
_TARGET = re.compile(
    r"(?<!\\)(\[[^\[\]]*\])\([ \n]*(?:<[^<>\n]*>|[^\s()<]*(?:\([^\s()]*\)[^\s()]*)*)"
    r"""(?:\s+(?:"[^"]*"|'[^']*'|\([^()]*\)))?\s*\)"""
)
_URL = re.compile(rf"(?:(?:https?|ftp)://|www\.)(?=[a-z0-9-])[^\s<{ENDS}]+", re.I)
_EMAIL_SIGN = re.compile(r"[a-zA-Z0-9._+-]@[a-zA-Z0-9-]+\.")
_EMAIL = re.compile(
    r"(?<![a-zA-Z0-9._+-])[a-zA-Z0-9][a-zA-Z0-9._+-]*@[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9_-]*[a-zA-Z0-9])+(?![_-])"
)


def prose(body: str) -> str:
    if "`" in body or "~~~" in body:
        body = "\n\n".join(_without_spans(paragraph) for paragraph in _paragraphs(body))
    if "](" in body:
        body = _TARGET.sub(rf"\1{_GONE}", body)
    if "://" in body or "www." in body.lower():
        body = _URL.sub(_GONE, body)
    return _EMAIL.sub(_GONE, body) if _EMAIL_SIGN.search(body) else body


def _paragraphs(body: str) -> Iterator[str]:
    """Yields the parts outside fenced blocks. An unclosed fence extends to the end of its quotation or list item."""
    lines: list[str] = []
    fence, depth, width = "", 0, 0
    for line in body.split("\n"):
        found = cast(re.Match[str], _LINE.match(line))
        begins, opened, info = found["before"], found["fence"] or "", found["info"]
        prefix = line[: len(line) - len(line.lstrip(" \t>"))]
        is_blank, is_item = not line.strip(" \t\r>"), len(begins) > len(prefix)
        quotes = prefix.count(">")
        if fence and quotes >= depth and (is_blank or len(prefix) >= width):
            if opened.startswith(fence) and not info.strip() and not is_item and quotes == depth:
                fence = ""
            continue
        fence = opened
        if fence or is_item or is_blank or quotes > depth:
            yield "\n".join(lines)
            lines, depth, width = [], quotes, len(begins) if is_item else 0
        if not fence:
            lines.append(line)
    yield "\n".join(lines)


def _without_spans(text: str) -> str:
    """Removes code spans. A span ends at the next run of equally many backticks; a run without an end is text.

    A backslash escapes the first backtick of an opening run, but none of a closing run.
    """
    runs = [(*found.span(2), len(found[1]) % 2) for found in _TICKS.finditer(text)]
    last = {end - start: n for n, (start, end, _) in enumerate(runs)}
    kept, at, n = [], 0, 0
    while n < len(runs):
        start, end, escaped = runs[n]
        length = end - start - escaped
        if last.get(length, 0) > n:
            n = next(m for m in range(n + 1, len(runs)) if runs[m][1] - runs[m][0] == length)
            kept.append(text[at : start + escaped])
            at = runs[n][1]
        n += 1
    return _GONE.join([*kept, text[at:]])
