"""Blanks the code and addresses in the text of a message. What remains stays where it was.

The client does the same with its Markdown tokenizer (static/src/render/prose.ts); tests/rules tests both.
"""

import re
from collections.abc import Iterator
from typing import cast

from messaging.addresses import ENDS

#: Replaces each character of removed text. It is neither a letter nor a space, so that no phrase matches across it.
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
        body = "\n".join(_paragraphs(body))
    if "](" in body:
        body = _TARGET.sub(lambda found: found[1] + _GONE * (len(found[0]) - len(found[1])), body)
    if "://" in body or "www." in body.lower():
        body = _URL.sub(_blank, body)
    return _EMAIL.sub(_blank, body) if _EMAIL_SIGN.search(body) else body


def _blank(found: re.Match[str]) -> str:
    return _GONE * len(found[0])


def _paragraphs(body: str) -> Iterator[str]:
    """Yields the paragraphs without their code, and each line of a fenced block blank. An unclosed fence extends to the
    end of its quotation or list item.
    """
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
            yield _GONE * len(line)
            continue
        fence = opened
        if fence or is_item or is_blank or quotes > depth:
            if lines:
                yield _without_spans("\n".join(lines))
            lines, depth, width = [], quotes, len(begins) if is_item else 0
        if fence:
            yield _GONE * len(line)
        else:
            lines.append(line)
    if lines:
        yield _without_spans("\n".join(lines))


def _without_spans(text: str) -> str:
    """Blanks code spans. A span ends at the next run of equally many backticks; a run without an end is text.

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
            kept += [text[at : start + escaped], _GONE * (runs[n][1] - start - escaped)]
            at = runs[n][1]
        n += 1
    return "".join([*kept, text[at:]])
