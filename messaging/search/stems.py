"""Stems of words, by PostgreSQL's dictionaries, and the language of a conversation, by their stop words."""

import re
from collections import Counter
from collections.abc import Collection, Iterable
from typing import get_args

from chatproject.contract.objects.conversations import Language
from chatproject.database.statements import fetch_all

#: Those that have a dictionary with stop words. In other languages words have no stems.
LANGUAGES = tuple(name for name in get_args(Language) if name != "simple")
#: A text is in a language if so many words, and this share of them, are its stop words.
_ENOUGH, _SHARE = 5, 0.2
_MOST_WORDS = 2_000
#: Of the stop words of another language, at least this many times as many: related languages share some.
_AHEAD = 1.25
_SHORTEST, _LONGEST_STOP_WORD = 3, 12
_KNOWN = 100_000
_WORD = re.compile(r"[^\W\d_]+")

_STEMS = "SELECT t.word, (ts_lexize(%s::text::regdictionary, t.word))[1] FROM unnest(%s::text[]) AS t(word)"
_STOP_WORDS = """
SELECT t.word, l.name FROM unnest(%s::text[]) AS l(name), unnest(%s::text[]) AS t(word)
WHERE ts_lexize((l.name || '_stem')::regdictionary, t.word) = '{}'
"""
_known: dict[tuple[str, str], str] = {}
#: The languages of each word of which it is a stop word.
_stopping: dict[str, list[str]] = {}


def stems(language: str, words: Iterable[str]) -> dict[str, str]:
    """Returns the stem of each folded word, if it has another; nothing for an unknown language."""
    if language not in LANGUAGES:
        return {}
    fitting = {word for word in words if len(word) >= _SHORTEST and word.isalpha()}
    if unknown := [word for word in fitting if (language, word) not in _known]:
        _learn(language, unknown)
    found = {word: _known.get((language, word), "") for word in fitting}
    return {word: stem for word, stem in found.items() if stem}


def _learn(language: str, words: list[str]) -> None:
    if len(_known) + len(words) > _KNOWN:
        _known.clear()
    for word, stem in fetch_all(_STEMS, [f"{language}_stem", words]):
        _known[language, word] = stem if stem and stem != word else ""


def detect(texts: Iterable[str]) -> str:
    """Returns the language of these texts, or an empty text if it is not clear."""
    found = [word for text in texts for word in _WORD.findall(text.lower())][:_MOST_WORDS]
    _learn_stop_words({word for word in found if len(word) <= _LONGEST_STOP_WORD and word not in _stopping})
    counts = Counter(language for word in found for language in _stopping.get(word, ())).most_common(2)
    if not counts or counts[0][1] < max(_ENOUGH, _SHARE * len(found)):
        return ""
    if len(counts) > 1 and counts[0][1] < _AHEAD * counts[1][1]:
        return ""
    return counts[0][0]


def _learn_stop_words(words: Collection[str]) -> None:
    """Asks fourteen dictionaries, which is slow: most words of a conversation were learned from others."""
    if not words:
        return
    learned: dict[str, list[str]] = {word: [] for word in words}
    for word, language in fetch_all(_STOP_WORDS, [list(LANGUAGES), list(words)]):
        learned[word].append(language)
    if len(_stopping) + len(learned) > _KNOWN:
        _stopping.clear()
    _stopping.update(learned)
