"""Removes secrets and personal data from texts that leave the process: log lines, error reports, span attributes.

The rules do not know what a text means, so they remove more than they would have to. They are applied to text that may
be redacted already. Strangers choose some of it, for example a host that does not exist: a pattern begins only where a
word does, or each letter of a long one would be tried.
"""

import ipaddress
import re
from itertools import pairwise

GONE = "…"
#: Characters of a quoted value with a space, which may be what someone wrote.
_QUOTED = 20
#: Characters from which on a word with digits counts as a token.
_TOKEN = 20

_QUERY = re.compile(r"(?<=[\w/%~-])\?[^\s\"'<>)\]]*[=&][^\s\"'<>)\]]*")
_CREDENTIALS = re.compile(r"(?i)\b(bearer|basic|token|vapid|webpush)\s+[\w.~+/=-]{8,}[^\s\"']*")
_NAMED = re.compile(
    r"""(?ix)
    (["']?(?<![\w-])(?:[\w-]*(?:password|passwd|secret|token|cookie|session(?:id)?|csrf\w*)|
    (?:[\w-]*-)?(?:authorization|api[_-]?key|body|refresh|access|p256dh|auth))["']?\s*[=:]\s*)
    (?!\s) (?:b?"(?:[^"\\]|\\.)*" | b?'(?:[^'\\]|\\.)*' | [^\s,;&)}\]]+)
    """
)
_COOKIES = re.compile(r"(?i)\b((?:set-)?cookie[\"']?\s*[=:]\s*)[^\n]*")
_USERINFO = re.compile(r"(?<=://)[^\s/@\"']*@")
_EMAIL = re.compile(r"(?<![\w.+%-])([\w.+%-])[\w.+%'-]*@([\w-]+(?:\.[\w-]+)+)")
_V4 = re.compile(r"(?<![\w.])(\d{1,3}\.\d{1,3}\.\d{1,3})\.\d{1,3}(?!\w|\.\d)")
_V6 = re.compile(r"(?<![\w:.])[0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){2,7}(?![\w:])")
_WORD = re.compile(rf"(?<![\w-])[A-Za-z0-9_-]{{{_TOKEN},}}(?:[.:~][A-Za-z0-9_-]{{6,}})*=*")
_KEPT = re.compile(r"[0-9a-f]{32}|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_VALUES = re.compile(r"\n(?:DETAIL|LINE \d+|CONTEXT|STATEMENT|QUERY):.*?(?=\nHINT:|\n\n|\nTraceback |\Z)", re.DOTALL)
_LONG_QUOTE = re.compile(rf"""(["'])(?=[^"'\n]*\s)[^"'\n]{{{_QUOTED},}}\1""")


def redact(text: str) -> str:
    """Returns the text without tokens, cookies, query strings, addresses of people, or values from the database."""
    text = _VALUES.sub("", text)
    text = _COOKIES.sub(rf"\1{GONE}", text)
    text = _CREDENTIALS.sub(rf"\1 {GONE}", text)
    text = _USERINFO.sub(f"{GONE}@", text)
    text = _QUERY.sub(f"?{GONE}", text)
    text = _NAMED.sub(rf"\1{GONE}", text)
    text = _EMAIL.sub(rf"\1{GONE}@\2", text)
    text = _V4.sub(_masked_v4, text)
    text = _V6.sub(_masked_v6, text)
    return _WORD.sub(_masked_word, text)


def redact_quotes(text: str) -> str:
    """Like `redact`, for the text of an error: it may quote what someone wrote."""
    return redact(_LONG_QUOTE.sub(rf"\1{GONE}\1", text))


def _masked_v4(match: re.Match[str]) -> str:
    return match[0] if match[0].startswith("127.") or match[0] == "0.0.0.0" else f"{match[1]}.x"  # noqa: S104


def _masked_v6(match: re.Match[str]) -> str:
    try:
        address = ipaddress.IPv6Address(match[0])
    except ValueError:
        return match[0]
    if address.is_loopback or address.is_unspecified:
        return match[0]
    return f"{address.exploded[:14].replace(':0000', ':0')}:x"


def _masked_word(match: re.Match[str]) -> str:
    word = match[0]
    if _KEPT.fullmatch(word):
        return word
    has_digit = any(letter.isdigit() for letter in word)
    is_mixed = word != word.lower() and word != word.upper()
    is_whole = "_" not in word and "-" not in word
    return GONE if (has_digit and (is_mixed or is_whole)) or (is_mixed and _changes(word) > len(word) / 3) else word


def _changes(word: str) -> int:
    """Returns how often a word changes between small and large letters."""
    return sum(one.islower() != other.islower() for one, other in pairwise(word))
