"""The operations of messaging, with the fields of their commands as keywords."""

from collections.abc import Callable
from typing import Any, TypeVar

from accounts.models import User
from chatproject.contract.commands import socket as commands
from chatproject.contract.verbs import VERBS
from messaging.operations import deleting, editing, reacting, receiving, sending, syncing

Command = TypeVar("Command", bound=commands.CommandInput)
Outcome = TypeVar("Outcome")


def _with_keywords(
    operation: Callable[[User, Command], Outcome], command: Callable[..., Command]
) -> Callable[..., Outcome]:
    def run(*, actor: User, **fields: Any) -> Outcome:
        if "conversation" in fields:
            fields["conversation"] = str(fields["conversation"])
        return operation(actor, command(**fields))

    return run


#: The verbs that REST has too.
OPERATIONS = [verb for verb in VERBS.values() if not verb.of_connection]

make_draft = _with_keywords(sending.make_draft, commands.SendMessage)
send_message = _with_keywords(sending.send_message, commands.SendMessage)
edit_message = _with_keywords(editing.edit_message, commands.EditMessage)
delete_message = _with_keywords(deleting.delete_message, commands.DeleteMessage)
add_reaction = _with_keywords(reacting.add_reaction, commands.AddReaction)
remove_reaction = _with_keywords(reacting.remove_reaction, commands.RemoveReaction)
advance_receipt = _with_keywords(receiving.advance_receipt, commands.AdvanceReceipt)
sync = _with_keywords(syncing.sync, commands.Sync)
