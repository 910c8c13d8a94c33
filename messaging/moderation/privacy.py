"""What moderation holds of a person."""

from chatproject.personal import Cleared, Declared, Deleted, Kept, Section, Table

_STAFF = "says which member of staff decided, for as long as the report or ban exists"

DECLARED = Declared(
    tables=(
        Table(
            model="moderation.Report",
            people={"user": Deleted(), "reporter": Cleared({"detail": ""}), "answered_by": Kept(_STAFF)},
            exported=Section(
                name="reports",
                title="Reports that you sent",
                by="reporter",
                columns=("conversation_id", "seq", "reason", "detail", "state", "created_at"),
                omitted={
                    "id": "a number of the server",
                    "user_id": "another person",
                    "text": "the words of another person",
                    "answer": "a note of the staff",
                    "answered_by_id": "a member of staff",
                    "answered_at": "a note of the staff",
                },
            ),
            kept={
                "text": "the words of the person who was reported; deleted with that person",
                "answer": "the decision of the staff about another person",
            },
        ),
        Table(
            model="moderation.Ban",
            people={"user": Deleted(), "created_by": Kept(_STAFF)},
            exported=Section(
                name="bans",
                title="Bans",
                columns=("reason", "created_at", "ends_at", "lifted_at"),
                omitted={
                    "id": "a number of the server",
                    "note": "a note of the staff for themselves",
                    "created_by_id": "a member of staff",
                },
            ),
            kept={"reason": "why another person was banned", "note": "why another person was banned"},
        ),
    ),
)
