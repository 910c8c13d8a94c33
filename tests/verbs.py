"""An example of each verb, which the tests of all verbs read, and the operations of messaging with keywords."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import quote
from uuid import uuid4

import msgspec

from accounts.models import User
from chatproject.contract.commands import socket as commands
from chatproject.contract.verbs import VERBS, Verb
from messaging.operations import deleting, editing, reacting, receiving, sending, syncing

Command = TypeVar("Command", bound=commands.CommandInput)
Outcome = TypeVar("Outcome")


@dataclass(frozen=True)
class Example:
    """A command, without `conversation` and `client_id`, of the author of message 1, who reacted to it with 👍."""

    fields: dict[str, Any]
    #: How many queries it takes on the socket, and in REST, where they include the authentication. The tests run each
    #: verb by itself and print the number.
    queries: int = 0
    rest_queries: int = 0
    #: Whether it is accepted from a user who blocks the other one: it takes something back, or concerns only oneself.
    when_blocked: bool = False
    #: Whether it is accepted in a closed conversation.
    when_closed: bool = False
    #: `METHOD route` if REST has a view for it, and the status of the response.
    call: str = ""
    status: int = 200


_MESSAGES = "conversations/<str:conversation>/messages"

#: In an order in which each is accepted after those before it.
EXAMPLES = {
    "message.send": Example({"body": "Hello"}, 2, 5, call=f"POST {_MESSAGES}", status=201),
    "message.edit": Example({"seq": 1, "body": "Good evening"}, 8, 10),
    "reaction.add": Example({"seq": 1, "emoji": "🎉"}, 10, 12),
    "reaction.remove": Example({"seq": 1, "emoji": "👍"}, 8, 10, when_blocked=True),
    "receipt.advance": Example({"read_seq": 1}, 1, 2, when_blocked=True, when_closed=True),
    "sync": Example({"revs": {}}, 4, 5, when_blocked=True, when_closed=True, call="POST sync"),
    "message.delete": Example({"seq": 1}, 9, 11, when_blocked=True),
    "typing.start": Example({}),
    "typing.stop": Example({}),
    "presence.watch": Example({"users": []}),
    "activity": Example({"active": True}),
    "auth": Example({"access": ""}),
    "ping": Example({}),
}
NAMED = {verb.name: verb for verb in VERBS.values()}
#: The verbs, in the order of their examples.
ORDERED = [NAMED[name] for name in EXAMPLES if name in NAMED]


def call_of(verb: Verb) -> str:
    """Returns `METHOD route` in REST; empty if only the socket has the verb."""
    return f"{verb.rest.method} {verb.rest.path}" if verb.rest else EXAMPLES[verb.name].call


#: The verbs that REST has too.
OPERATIONS = [verb for verb in ORDERED if call_of(verb)]


def fields_of(verb: Verb, **given: Any) -> dict[str, Any]:
    """Returns the example's fields, those given that the verb has, and a new `client_id` if it has one."""
    fields = {"client_id": str(uuid4()), **EXAMPLES[verb.name].fields, **given}
    return {name: value for name, value in fields.items() if name in verb.command.__struct_fields__}


def command_of(verb: Verb, conversation: object) -> Any:
    """Returns the example as a command in the conversation with this id."""
    return msgspec.convert(fields_of(verb, conversation=str(conversation)), verb.command)


def request_of(verb: Verb, fields: dict[str, Any]) -> tuple[str, str, Any]:
    """Returns method, path and body. The path takes the fields that the route names, the body the others."""
    route = call_of(verb)
    has_body = any(f":{name}>" not in route for name in EXAMPLES[verb.name].fields)
    method, _, path = route.partition(" ")
    for name, value in fields.items():
        path = re.sub(f"<(str|int):{name}>", quote(str(value), safe=""), path)
    body = {name: value for name, value in fields.items() if f":{name}>" not in route}
    return method, path, body if has_body else None


def _with_keywords(
    operation: Callable[[User, Command], Outcome], command: Callable[..., Command]
) -> Callable[..., Outcome]:
    def run(*, actor: User, **fields: Any) -> Outcome:
        if "conversation" in fields:
            fields["conversation"] = str(fields["conversation"])
        return operation(actor, command(**fields))

    return run


make_draft = _with_keywords(sending.make_draft, commands.SendMessage)
send_message = _with_keywords(sending.send_message, commands.SendMessage)
edit_message = _with_keywords(editing.edit_message, commands.EditMessage)
delete_message = _with_keywords(deleting.delete_message, commands.DeleteMessage)
add_reaction = _with_keywords(reacting.add_reaction, commands.AddReaction)
remove_reaction = _with_keywords(reacting.remove_reaction, commands.RemoveReaction)
advance_receipt = _with_keywords(receiving.advance_receipt, commands.AdvanceReceipt)
sync = _with_keywords(syncing.sync, commands.Sync)
