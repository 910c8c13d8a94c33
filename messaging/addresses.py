"""The characters that end a web address in text."""

#: Quotes and full-width punctuation end it at any position, as in the client (static/src/render/addresses.ts). For a
#: character class, in regular expressions of Python and PostgreSQL alike.
ENDS = (
    r"\u2018-\u201f\u2026\u3001\u3002\u3008-\u3011\u3014-\u301b\uff01\uff08\uff09\uff0c\uff0e\uff1a\uff1b\uff1f"
    r"\uff3b\uff3d\uff5b\uff5d\uff61-\uff64"
)
