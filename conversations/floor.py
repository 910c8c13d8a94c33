"""The floor: the last seq hidden from a member. The rule is only here, once for each language.

With history `joined`, members see what came after they joined. No one sees what retention removed.
"""

from django.db.models import Case, F, When
from django.db.models.functions import Greatest


def floor_of(history: str, joined: int, expired: int = 0) -> int:
    """`joined` is the seq, or the rev, at which the member joined; `expired` the last seq that retention removed."""
    return max(joined, expired) if history == "joined" else expired


def floor_at(conversation: str) -> Case:
    """Returns the floor of a member of the conversation at this path of a queryset. The caller filters by member."""
    expired, joined = F(f"{conversation}__expired_seq"), F(f"{conversation}__memberships__joined_seq")
    return Case(When(**{f"{conversation}__history": "joined"}, then=Greatest(expired, joined)), default=expired)


#: Whether the conversation `c` hides earlier history from new members.
IS_RESTRICTED = "c.history = 'joined'"
#: For a conversation `c` and its member `m`: the last seq hidden from them, and the first rev whose happening they see.
FLOOR = f"CASE WHEN {IS_RESTRICTED} THEN GREATEST(m.joined_seq, c.expired_seq) ELSE c.expired_seq END"
FIRST_REV = f"CASE WHEN {IS_RESTRICTED} THEN m.joined_rev ELSE 0 END"
