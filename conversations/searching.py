"""Finding one's own conversations by words of their title or of a member's name."""

import unicodedata

from django.db import connection

from accounts.sql import user
from chatproject.contract.errors import Invalid

LONGEST_SEARCH = 100
#: Larger groups and channels are found by title only: nearly any name is in them.
MOST_NAMED = 50
_ACCENTS = range(0x300, 0x370)


#: A condition on `c` of MEMBER_VIEWS. It takes the member and the patterns of `patterns_of`; one join reads all names.
IS_FOUND = f"""c.id IN (
    SELECT called.id FROM (
        SELECT t.id, concat_ws(' ', t.title, string_agg(concat_ws(' ', u.display_name, u.username), ' ')) AS names
        FROM conversations_membership mine
        JOIN conversations_conversation t ON t.id = mine.conversation_id
        LEFT JOIN conversations_membership o
          ON o.conversation_id = CASE WHEN t.kind <> 'channel' AND t.member_count <= {MOST_NAMED} THEN t.id END
          AND o.left_at IS NULL AND (o.user_id <> mine.user_id OR t.member_count = 1)
        LEFT JOIN {user("u", "o.user_id")}
        WHERE mine.user_id = %s AND mine.left_at IS NULL
        GROUP BY t.id
    ) called
    WHERE lower(regexp_replace(normalize(called.names, NFKD), '[\\u0300-\\u036f]', '', 'g')) LIKE ALL (%s::text[])
)"""  # noqa: S608 (the names of our own columns)


def patterns_of(search: str) -> list[str]:
    """Returns a LIKE pattern for each word, ignoring case and accents."""
    if len(search) > LONGEST_SEARCH or "\0" in search:
        detail = f"search must have at most {LONGEST_SEARCH} characters and no NUL."
        raise Invalid(detail, fields={"search": [detail]})
    return [f"%{connection.ops.prep_for_like_query(fold(word))}%" for word in search.split()]


def fold(text: str) -> str:
    """Returns the text in lower case and without accents, as the database folds what it compares with."""
    letters = unicodedata.normalize("NFKD", text)
    return "".join(each.lower() for each in letters if ord(each) not in _ACCENTS)
