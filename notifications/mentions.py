"""Whom a body names, and which words it has. What stands in code is quoted, not said."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

# As accounts.validation has it: the last sign is a letter or digit, so a full stop behind a name is none of it. Not in
# an e-mail address or the path of a link, and not after a backslash.
_MENTION = re.compile(r"(?<![^\W_])(?<![@./\\=+-])@([a-zA-Z0-9](?:[a-zA-Z0-9._-]{0,30}[a-zA-Z0-9])?)(?![^\W_])")
_LINK = re.compile(r"\bhttps?://\S+", re.I)
_FENCE = re.compile(r"(?P<before>(?:[ \t>]|[-*+][ \t]|\d{1,9}[.)][ \t])*)(?P<fence>`{3,}(?=[^`]*$)|~{3,})(?P<info>.*)")
_TICKS = re.compile(r"\\`|`+")
_WORD = re.compile(r"\w+")
# Thai, Lao, Burmese, Khmer, Chinese and Japanese put no space between words.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


def mentioned(body: str) -> frozenset[str]:
    """The usernames that stand behind an @, in lower case, whether or not anybody has them."""
    if "@" not in body:
        return frozenset()
    return frozenset(name.lower() for name in _MENTION.findall(_LINK.sub(" ", said(body))))


def has_keyword(body: str, keywords: Iterable[str]) -> bool:
    """Whether one of these words or phrases stands in it, whatever its case: whole, not within another word."""
    if not keywords:
        return False
    text = _read(body)
    return any(text.has(_plain(keyword)) for keyword in keywords)


class _Text(NamedTuple):
    plain: str
    words: frozenset[str]

    def has(self, keyword: str) -> bool:
        if _WORD.fullmatch(keyword) and not _UNSPACED.search(keyword):
            return keyword in self.words
        return bool(keyword) and any(
            _is_whole(self.plain, at, at + len(keyword)) for at in _places(self.plain, keyword)
        )


# Thousands of members ask the same of one message.
@lru_cache(maxsize=16)
def _read(body: str) -> _Text:
    plain = _plain(said(body))
    return _Text(plain, frozenset(_WORD.findall(plain)))


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _places(text: str, keyword: str) -> Iterator[int]:
    at = text.find(keyword)
    while at >= 0:
        yield at
        at = text.find(keyword, at + 1)


def _is_whole(text: str, start: int, end: int) -> bool:
    return _is_border(text, start) and _is_border(text, end)


def _is_border(text: str, at: int) -> bool:
    """No word goes on across this place."""
    if not 0 < at < len(text):
        return True
    before, after = text[at - 1], text[at]
    return not (_is_of_word(before) and _is_of_word(after))


def _is_of_word(sign: str) -> bool:
    return (sign.isalnum() or sign == "_") and not _UNSPACED.match(sign)


def said(body: str) -> str:
    """The body without its code, spans as well as blocks."""
    if "`" not in body and "~~~" not in body:
        return body
    return "\n\n".join(_without_spans(paragraph) for paragraph in _paragraphs(body))


def _paragraphs(body: str) -> Iterator[str]:
    """The pieces between empty lines and fenced blocks. A fence that nobody closes goes to the end of its quotation."""
    lines: list[str] = []
    fence, depth = "", 0
    for line in body.split("\n"):
        found = _FENCE.fullmatch(line)
        if fence and line.count(">", 0, _prefix(line)) >= depth:
            if found and found["fence"].startswith(fence) and not found["info"].strip():
                fence = ""
            continue
        fence = ""
        if found:
            fence, depth = found["fence"], found["before"].count(">")
        if found or not line.strip(" \t\r>"):
            yield "\n".join(lines)
            lines = []
        else:
            lines.append(line)
    yield "\n".join(lines)


def _prefix(line: str) -> int:
    """Where the signs of quotation before a line end."""
    return len(line) - len(line.lstrip(" \t>"))


def _without_spans(text: str) -> str:
    """A span goes from a run of backticks to the next run of just as many; a run without one is text."""
    runs = [found.span() for found in _TICKS.finditer(text) if text[found.start()] == "`"]
    last = {end - start: n for n, (start, end) in enumerate(runs)}
    kept, at, n = [], 0, 0
    while n < len(runs):
        start, end = runs[n]
        if last[end - start] > n:
            n = next(m for m in range(n + 1, len(runs)) if runs[m][1] - runs[m][0] == end - start)
            kept.append(text[at:start])
            at = runs[n][1]
        n += 1
    return " ".join([*kept, text[at:]])
