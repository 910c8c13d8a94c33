"""Cuts from a text what shows where it matches, with the places in UTF-16, as most clients count them."""

from collections.abc import Iterable, Sequence

from chatproject.contract.objects.search import Match
from messaging.search.matching import Span

_BEFORE, _LONGEST = 60, 240
_CUT = "…"


def snippet(text: str, found: Iterable[Span]) -> tuple[str, list[Match]]:
    """Returns the text around the first match, and the matches in it. `…` shows where it is cut."""
    places = _merged(found)
    start = _start(text, places[0][0] if places else 0)
    end = min(len(text), start + _LONGEST)
    before, after = _CUT * (start > 0), _CUT * (end < len(text))
    matches = []
    for first, last in places:
        if first >= start and last <= end:
            offset = len(before) + _length(text[start:first])
            matches.append(Match(offset=offset, length=_length(text[first:last])))
    return f"{before}{text[start:end]}{after}", matches


def _start(text: str, first: int) -> int:
    """Returns a place a little before the first match, at the beginning of a word if there is one."""
    if len(text) <= _LONGEST or first <= _BEFORE:
        return 0
    start = min(first - _BEFORE, len(text) - _LONGEST)
    space = text.find(" ", start, first)
    return start if space < 0 else space + 1


def _merged(found: Iterable[Span]) -> Sequence[tuple[int, int]]:
    """Returns the places in their order; those that overlap or touch become one."""
    places: list[tuple[int, int]] = []
    for start, end, _ in sorted(found):
        if places and start <= places[-1][1]:
            places[-1] = places[-1][0], max(end, places[-1][1])
        else:
            places.append((start, end))
    return places


def _length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
