"""What messaging holds of a person."""

from typing import Any

from django.db.models import F

from chatproject.personal import Changed, Declared, Deleted, Kept, Omitted, Section, Store, Table
from conversations.floor import floor_at
from messaging.operations.erasing import erase_forwards, erase_messages, erase_reactions
from messaging.presence.forgetting import forget_presence

_NUMBER = "a number of the server"


def _readable(mentions: Any) -> Any:
    """Leaves out those in conversations that the person does not know of, and in history that they may not read."""
    place = "conversation__memberships"
    mine = mentions.filter(**{f"{place}__user": F("user"), f"{place}__left_at": None})
    return mine.annotate(floor=floor_at("conversation")).filter(seq__gt=F("floor"))


DECLARED = Declared(
    tables=(
        Table(
            model="messaging.Message",
            people={
                "sender": Changed("becomes a tombstone, or stays as the message of a deleted user"),
                "pinned_by": Kept("part of the conversation that the other members see"),
            },
            exported=Section(
                name="messages",
                title="Messages that you sent",
                by="sender",
                columns=(
                    "conversation_id",
                    "seq",
                    "body",
                    "mentions",
                    "envelope",
                    "reply_to",
                    "has_attachments",
                    "created_at",
                    "edited_at",
                    "deleted_at",
                    "pinned_at",
                    "forwarded",
                ),
                omitted={
                    "id": _NUMBER,
                    "rev": "a counter of synchronization",
                    "client_id": _NUMBER,
                    "pinned_by_id": "may be another person",
                },
                order=("conversation", "seq"),
            ),
            kept={
                "body": "if the policy is to keep messages, for the people who are still in the conversation",
                "mentions": "like the body; it names people by their ids",
                "envelope": "like the body, and only the devices of the members can read it",
            },
        ),
        Table(
            model="messaging.Forward",
            people={
                "author": Deleted(),
                "message__sender": Kept("only where a message came from; it goes when that message or its author does"),
            },
            exported=Section(
                name="forwards",
                title="Where you forwarded messages from",
                by="message__sender",
                columns=("message__conversation_id", "message__seq", "source_conversation", "source_seq"),
                omitted={"author_id": "another person"},
                order=("message",),
            ),
        ),
        Table(
            model="messaging.Draft",
            people={"user": Deleted()},
            exported=Section(
                name="drafts",
                title="Messages that you have begun to write",
                columns=("conversation_id", "text", "reply_to", "updated_at"),
                omitted={"id": _NUMBER, "me_rev": "a counter of synchronization"},
            ),
        ),
        Table(
            model="messaging.Revision",
            people={"message__sender": Deleted()},
            exported=Section(
                name="earlier_versions",
                title="Earlier versions of messages that you edited",
                by="message__sender",
                columns=("message__conversation_id", "message__seq", "body", "envelope", "replaced_at"),
                omitted={"id": _NUMBER, "message_id": _NUMBER, "rev": "a counter of synchronization"},
            ),
        ),
        Table(
            model="messaging.Reaction",
            people={"user": Changed("is taken back if messages are deleted; otherwise stays, of a deleted user")},
            exported=Section(
                name="reactions",
                title="Reactions",
                columns=("message__conversation_id", "message__seq", "emoji", "created_at"),
                omitted={"id": _NUMBER, "message_id": _NUMBER},
            ),
            kept={"emoji": "if the policy is to keep messages: an emoji, of a deleted user"},
        ),
        Table(
            model="messaging.Mention",
            people={"user": Deleted()},
            exported=Section(
                name="mentions",
                title="Messages that mention you",
                columns=("conversation_id", "seq"),
                annotate=_readable,
                omitted={"id": _NUMBER, "message_id": _NUMBER},
                order=("conversation", "seq"),
            ),
        ),
        Table(
            model="messaging.ExpiredMessage",
            people={"sender": Deleted()},
            exported=Omitted(
                "the number of a message that was removed, for 90 days, so that a repeat of it is not sent"
            ),
        ),
        Table(
            model="messaging.SavedMessage",
            people={"user": Deleted()},
            exported=Section(
                name="saved_messages",
                title="Messages that you saved",
                columns=("conversation_id", "seq", "note", "remind_at", "reminded_at", "done_at", "saved_at"),
                omitted={"id": _NUMBER},
                order=("conversation", "seq"),
            ),
        ),
        Table(
            model="messaging.OutboxEntry",
            people={"user_id": Deleted()},
            exported=Omitted("a note that notifications have to be cleared or sent; it exists for seconds"),
        ),
        Table(
            model="messaging.SearchEntry",
            people={"message__sender": Changed("is deleted with the content of the message that it belongs to")},
            exported=Omitted("the words of messages, which are exported, in the form that search compares"),
            kept={"text": "if the policy is to keep messages: the same words as the message has"},
        ),
    ),
    others={
        "messaging.Epoch": "names the history of the database",
        "messaging.SearchProgress": "how far conversations are indexed, and their languages",
        "messaging.SearchWatermark": "how far new messages were compared with the index",
    },
    stores=(
        Store(
            name="who is online",
            keys=("presence:",),
            exported="no: only the time when a person was last online, which others see; 90 days",
            erased="deleted",
        ),
        Store(name="events on their way", keys=("asgi",), exported="no: for seconds", erased="by themselves"),
    ),
    steps=(erase_messages, erase_forwards, erase_reactions, forget_presence),
)
