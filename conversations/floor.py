"""The floor: the last seq hidden from a member. The rule is only here, once for each language.

With history `joined`, members see what came after they joined; otherwise they see everything.
"""

from django.db.models import Case, F, Value, When


def floor_of(history: str, joined: int) -> int:
    """`joined` is the seq, or the rev, at which the member joined."""
    return joined if history == "joined" else 0


def floor_at(conversation: str) -> Case:
    """Returns the floor of a member of the conversation at this path of a queryset. The caller filters by member."""
    return Case(
        When(**{f"{conversation}__history": "joined"}, then=F(f"{conversation}__memberships__joined_seq")),
        default=Value(0),
    )


#: Whether the conversation `c` hides earlier history from new members.
IS_RESTRICTED = "c.history = 'joined'"
#: For a conversation `c` and its member `m`: the last seq hidden from them, and the first rev whose happening they see.
FLOOR, FIRST_REV = (
    f"CASE WHEN {IS_RESTRICTED} THEN {joined} ELSE 0 END" for joined in ("m.joined_seq", "m.joined_rev")
)
