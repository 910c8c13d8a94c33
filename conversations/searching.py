"""Finding one's own conversations by words of their title or of a member's name."""

import unicodedata

from chatproject.lib.errors import Invalid

LONGEST_SEARCH = 100
#: Larger groups and channels are found by their title only: nearly any name is in them.
MOST_NAMED = 50
_ACCENTS = range(0x300, 0x370)


def _folded(text: str) -> str:
    return f"lower(regexp_replace(normalize({text}, NFKD), '[\\u0300-\\u036f]', '', 'g'))"


_NAMES = f"""
    SELECT string_agg(concat_ws(' ', u.display_name, u.username), ' ')
    FROM conversations_membership o JOIN accounts_user u ON u.id = o.user_id
    WHERE o.conversation_id = c.id AND o.left_at IS NULL AND c.kind <> 'channel' AND c.member_count <= {MOST_NAMED}
      AND (o.user_id <> m.user_id OR c.member_count = 1)
"""  # noqa: S608 (the names of our own columns)
#: A condition on `c` and `m` of PLACES. It takes the patterns of `patterns_of`.
IS_FOUND = _folded(f"concat_ws(' ', c.title, ({_NAMES}))") + " LIKE ALL (%s::text[])"


def patterns_of(search: str) -> list[str]:
    """Return a LIKE pattern for each word, without regard to case and accents."""
    if len(search) > LONGEST_SEARCH or "\0" in search:
        detail = f"search must have at most {LONGEST_SEARCH} characters and no NUL."
        raise Invalid(detail, fields={"search": [detail]})
    return [f"%{_escaped(fold(word))}%" for word in search.split()]


def fold(text: str) -> str:
    """Return the text in lower case and without accents, as the database folds what it compares with."""
    letters = unicodedata.normalize("NFKD", text)
    return "".join(each.lower() for each in letters if ord(each) not in _ACCENTS)


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
