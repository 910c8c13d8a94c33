"""One verb, one operation: the triples (input, operation, output) behind REST and the socket."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chatproject.lib import commands as inputs
from chatproject.lib.shapes import Moved, SentMessage
from messaging.models import Message
from messaging.operations.deleting import delete_message
from messaging.operations.editing import edit_message
from messaging.operations.reacting import add_reaction, remove_reaction
from messaging.operations.receiving import advance_receipt
from messaging.operations.sending import Sent, send_message
from messaging.operations.syncing import sync

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class Command:
    """`run` is the operation with its input spread out; `reply` is what the socket says of its outcome."""

    run: Callable[["User", Any], Any]
    reply: Callable[[Any], Any] = lambda outcome: outcome


def _moved(message: Message) -> Moved:
    return Moved(rev=message.rev)


def sent(outcome: Sent) -> SentMessage:
    return SentMessage(seq=outcome.seq, rev=outcome.rev, created_at=outcome.created_at)


COMMANDS: dict[type[inputs.CommandInput], Command] = {
    inputs.Sync: Command(
        lambda actor, c: sync(actor=actor, revs=c.revs, me_rev=c.me_rev, as_of=c.as_of, limit=c.limit)
    ),
    inputs.SendMessage: Command(
        lambda actor, c: send_message(
            actor=actor,
            conversation=c.conversation,
            client_id=c.client_id,
            body=c.body,
            reply_to=c.reply_to,
            attachments=c.attachments,
        ),
        sent,
    ),
    inputs.EditMessage: Command(
        lambda actor, c: edit_message(actor=actor, conversation=c.conversation, seq=c.seq, body=c.body), _moved
    ),
    inputs.DeleteMessage: Command(
        lambda actor, c: delete_message(actor=actor, conversation=c.conversation, seq=c.seq), _moved
    ),
    inputs.AddReaction: Command(
        lambda actor, c: add_reaction(actor=actor, conversation=c.conversation, seq=c.seq, emoji=c.emoji), _moved
    ),
    inputs.RemoveReaction: Command(
        lambda actor, c: remove_reaction(actor=actor, conversation=c.conversation, seq=c.seq, emoji=c.emoji), _moved
    ),
    inputs.AdvanceReceipt: Command(
        lambda actor, c: advance_receipt(
            actor=actor, conversation=c.conversation, delivered_seq=c.delivered_seq, read_seq=c.read_seq
        )
    ),
}


def run(actor: "User", command: inputs.CommandInput) -> Any:
    """Do what a command asks, and return the operation's outcome."""
    return COMMANDS[type(command)].run(actor, command)
