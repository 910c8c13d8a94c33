"""The query language: words, "phrases", -exclusions and filters such as from:anna. Nothing here reads the database."""

import re
from dataclasses import dataclass, field

from django.conf import settings

from chatproject.contract.errors import Invalid
from messaging.search.text import Piece, pieces

#: The filters, and the values of those that have a fixed set (resolving.py).
FILTERS: dict[str, tuple[str, ...]] = {
    "from": (),
    "in": (),
    "before": (),
    "after": (),
    "on": (),
    "has": ("link", "file", "image", "video", "voice"),
    "is": ("mine", "pinned", "saved", "unread"),
}
_QUOTES = '"“”„«»'
_TOKEN = re.compile(
    rf"""(-?)(?:({"|".join(FILTERS)}):)?(?:[{_QUOTES}]([^{_QUOTES}]*)[{_QUOTES}]?|(\S+))""", re.IGNORECASE
)


@dataclass(frozen=True)
class Term:
    """Words that have to follow each other; of a phrase, whole words."""

    parts: tuple[Piece, ...]
    is_phrase: bool

    @property
    def is_one_word(self) -> bool:
        return len(self.parts) == 1 and self.parts[0].is_word and not self.is_phrase


@dataclass(frozen=True)
class Filter:
    name: str
    value: str
    is_excluded: bool


@dataclass
class Query:
    terms: list[Term] = field(default_factory=list)
    without: list[Term] = field(default_factory=list)
    filters: list[Filter] = field(default_factory=list)


def parse(text: str) -> Query:
    """Returns the parts of a query. Raises Invalid, which says what is accepted."""
    longest, most = settings.LIMITS["search"], settings.LIMITS["search_parts"]
    if len(text) > longest or "\0" in text:
        raise refused(f"query must have at most {longest} characters and no NUL.")
    query = Query()
    for sign, name, quoted, plain in (found.groups(default="") for found in _TOKEN.finditer(text)):
        _add(query, name.lower(), quoted or plain, is_excluded=bool(sign), is_phrase=bool(quoted))
    if len(query.terms) + len(query.without) + len(query.filters) > most:
        raise refused(f"query can have at most {most} words, phrases and filters.")
    if not query.terms and not query.filters:
        raise refused("query must have a word of letters or digits, an emoji, or a filter such as from:me.")
    return query


def refused(detail: str) -> Invalid:
    return Invalid(detail, fields={"query": [detail]})


def _add(query: Query, name: str, value: str, *, is_excluded: bool, is_phrase: bool) -> None:
    if name:
        query.filters.append(Filter(name, _checked(name, value), is_excluded))
    elif parts := tuple(pieces(value)):
        (query.without if is_excluded else query.terms).append(Term(parts, is_phrase))


def _checked(name: str, value: str) -> str:
    accepted = FILTERS[name]
    if accepted and value.lower() not in accepted:
        raise refused(f"{name}: must be one of {', '.join(accepted)}.")
    return value.lower() if accepted else value
