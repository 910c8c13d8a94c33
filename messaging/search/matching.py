"""Decides whether a text has a term, and where. The same rules as those of the index, in Python.

A single word matches at the beginning of a word and, from three letters on, inside one; and every word with its stem.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from messaging.search.parsing import Term
from messaging.search.text import Piece, joined

#: Shorter words have no trigrams, and would match nearly everything.
SHORTEST_PART = 3

EXACT, STEM, BEGINNING, INSIDE = 4.0, 3.0, 2.0, 1.0


class Span(NamedTuple):
    """Where a text has a term, and how well it matches."""

    start: int
    end: int
    quality: float


def parts_of(term: Term, stems: Collection[str]) -> list[str]:
    """Returns the texts of which an index entry has one. `stems` are those of a single word, in any language."""
    first, last = term.parts[0], term.parts[-1]
    text = joined([(piece.text, piece.is_word) for piece in term.parts]).strip()
    begins = first.is_word and (term.is_phrase or len(first.text) < SHORTEST_PART)
    ends = last.is_word and term.is_phrase
    return [f"{' ' * begins}{text}{' ' * ends}", *(f" {stem} " for stem in sorted(stems))]


def spans(term: Term, text: Sequence[Piece], stems: Mapping[str, str]) -> Iterator[Span]:
    """Yields the places of a term in the pieces of a text. `stems` are those of its words, and of the term's."""
    if term.is_one_word:
        yield from _of_word(term.parts[0].text, text, stems)
        return
    count = len(term.parts)
    for at in range(len(text) - count + 1):
        found = text[at : at + count]
        if _fits(term, found):
            skipped = len(found[0].text) - len(term.parts[0].text) if found[0].is_word else 0
            end = _end(found[-1], len(term.parts[-1].text)) if count > 1 else found[0].end
            yield Span(found[0].starts[skipped], end, EXACT)


def _of_word(word: str, text: Sequence[Piece], stems: Mapping[str, str]) -> Iterator[Span]:
    stem = stems.get(word, word)
    for piece in text:
        at = piece.text.find(word) if piece.is_word else -1
        if at == 0 or (at > 0 and len(word) >= SHORTEST_PART):
            quality = (EXACT if len(word) == len(piece.text) else BEGINNING) if at == 0 else INSIDE
            yield Span(piece.starts[at], _end(piece, at + len(word)), quality)
        elif piece.is_word and len(word) >= SHORTEST_PART and stems.get(piece.text, piece.text) == stem:
            yield Span(piece.starts[0], piece.end, STEM)


def _fits(term: Term, found: Sequence[Piece]) -> bool:
    last = len(found) - 1
    for at, (wanted, piece) in enumerate(zip(term.parts, found, strict=True)):
        if wanted.is_word != piece.is_word:
            return False
        if wanted.text == piece.text:
            continue
        is_open = wanted.is_word and not term.is_phrase
        if is_open and at == 0 < last and len(wanted.text) >= SHORTEST_PART and piece.text.endswith(wanted.text):
            continue
        if not (is_open and at == last > 0 and piece.text.startswith(wanted.text)):
            return False
    return True


def _end(piece: Piece, length: int) -> int:
    """Returns where the first letters of a piece end in the text."""
    return piece.starts[length] if length < len(piece.starts) else piece.end
