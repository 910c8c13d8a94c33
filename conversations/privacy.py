"""What conversations hold of a person."""

from typing import Any

from django.db.models import Case, F, OuterRef, Q, Subquery, When

from chatproject.personal import Changed, Declared, Deleted, Kept, Omitted, Section, Table
from conversations.models import Membership
from conversations.operations.erasing import leave_everything

_NUMBER = "a number of the server"
_COUNTER = "a counter of synchronization"
_HOLD = "the trace of a legal hold shows why data were kept, and who decided it"
_SEEN = Q(left_at=None) | Q(conversation__kind="channel")
_OTHERS = "part of the history that the other members see"


def _named(memberships: Any) -> Any:
    """Adds the title, or the other person of a direct conversation, by which people recognize it.

    A group that they are no longer in has no title here: its members may have changed it since.
    """
    others = Membership.objects.filter(conversation=OuterRef("conversation")).exclude(user=OuterRef("user"))
    return memberships.annotate(
        kind=F("conversation__kind"),
        title=Case(When(_SEEN, then=F("conversation__title"))),
        topic=Case(When(_SEEN, then=F("conversation__topic"))),
        with_person=Subquery(others.filter(conversation__kind="direct").values("user__username")[:1]),
    )


DECLARED = Declared(
    tables=(
        Table(
            model="conversations.Membership",
            people={
                "user": Changed("leaves groups and channels; a row without settings says when they were a member"),
                "added_by": Kept(_OTHERS),
            },
            exported=Section(
                name="conversations",
                title="Conversations that you are or were in",
                columns=(
                    "conversation_id",
                    "kind",
                    "title",
                    "topic",
                    "with_person",
                    "role",
                    "joined_at",
                    "left_at",
                    "is_removed",
                    "read_seq",
                    "muted_until",
                    "pinned_at",
                    "archived_at",
                    "notify",
                    "unread_from",
                ),
                annotate=_named,
                types={"kind": "string", "title": "string", "topic": "string", "with_person": "string"},
                omitted={
                    "id": _NUMBER,
                    "added_by_id": "another person",
                    "has_left": "follows from left_at and is_removed",
                    **dict.fromkeys(
                        (
                            "rev",
                            "joined_seq",
                            "joined_rev",
                            "delivered_seq",
                            "receipt_at",
                            "me_rev",
                            "notified_seq",
                        ),
                        _COUNTER,
                    ),
                },
            ),
        ),
        Table(
            model="conversations.Conversation",
            people={"created_by": Changed("loses title, topic and picture if no member is left; stays otherwise")},
            exported=Omitted("the list of conversations has title and topic"),
            kept={
                "title": "it belongs to the members who are left",
                "topic": "it belongs to the members who are left",
                "picture": "it belongs to the members who are left",
                "language": "it belongs to the members who are left",
                "direct_key": "the ids of two accounts",
            },
        ),
        Table(
            model="conversations.Request",
            people={"user": Deleted(), "asked_by": Deleted()},
            exported=Section(
                name="requests",
                title="Requests that you sent to other people",
                by="asked_by",
                columns=("conversation_id", "user__username", "role", "created_at"),
                omitted={"id": _NUMBER, "user_id": "named by username", "declined_at": "no one sees who declined"},
            ),
        ),
        Table(
            model="conversations.ConversationBan",
            people={"user": Deleted(), "by": Kept(_OTHERS)},
            exported=Section(
                name="conversation_bans",
                title="Conversations that you may not join",
                columns=("conversation_id", "created_at", "until"),
                omitted={"id": _NUMBER, "by_id": "another person", "reason": "a note of the admins for themselves"},
            ),
            kept={"reason": "why another person may not join"},
        ),
        Table(
            model="conversations.Happening",
            people={"user": Kept(_OTHERS), "by": Kept(_OTHERS)},
            exported=Section(
                name="happenings",
                title="When you joined, left or changed conversations",
                by="by",
                columns=("conversation_id", "kind", "title", "keep_days", "created_at"),
                omitted={"id": _NUMBER, "rev": _COUNTER, "seq": _COUNTER, "user_id": "another person"},
            ),
            kept={"title": "the conversation's title at that time"},
        ),
        Table(
            model="conversations.ConversationHold",
            people={"placed_by": Kept(_HOLD), "ended_by": Kept(_HOLD)},
            exported=Omitted("about the staff"),
            kept={"reason": _HOLD, "end_reason": _HOLD},
        ),
        Table(
            model="conversations.Invitation",
            people={"created_by": Deleted()},
            exported=Section(
                name="invitations",
                title="Links to conversations that you made",
                by="created_by",
                columns=("conversation_id", "created_at", "expires_at", "max_uses", "uses", "revoked_at"),
                omitted={"id": _NUMBER, "digest": "of the link", "sealed_token": "lets people in"},
            ),
        ),
    ),
    others={"conversations.RetentionPolicy": "a setting of the server"},
    steps=(leave_everything,),
)
