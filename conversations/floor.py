"""The floor: the last seq hidden from a member. The rule is here only, once for each language.

With history `joined` members see what came after they joined; else they see everything.
"""

from django.db.models import Case, F, Value, When


def floor_of(history: str, joined: int) -> int:
    """`joined` is the seq, or the rev, at which the member joined."""
    return joined if history == "joined" else 0


def floor_at(conversation: str) -> Case:
    """The floor of a member of the conversation at this path of a queryset. The caller filters by the member."""
    return Case(
        When(**{f"{conversation}__history": "joined"}, then=F(f"{conversation}__memberships__joined_seq")),
        default=Value(0),
    )


#: Whether the conversation `c` hides from members what was before them.
IS_RESTRICTED = "c.history = 'joined'"
#: Of a conversation `c` and its member `m`: the last seq hidden from them, and the first rev whose happening they see.
FLOOR, FIRST_REV = (
    f"CASE WHEN {IS_RESTRICTED} THEN {joined} ELSE 0 END" for joined in ("m.joined_seq", "m.joined_rev")
)
