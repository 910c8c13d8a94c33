"""How far a member has read, for themselves: up to read_seq, unless they marked earlier messages as unread.

`unread_from` is private: read_seq, which others see, never goes back. The rule is only here, once for each language.
"""

from conversations.floor import FLOOR


def read_up_to(read_seq: int, unread_from: int | None, floor: int) -> int:
    """Returns the seq after which everything is unread. `floor` is the last seq hidden from the member."""
    return read_seq if unread_from is None else min(read_seq, max(unread_from - 1, floor))


#: For a conversation `c` and its member `m`.
READ_UP_TO = f"""CASE WHEN m.unread_from IS NULL THEN m.read_seq
     ELSE LEAST(m.read_seq, GREATEST(m.unread_from - 1, {FLOOR})) END"""
