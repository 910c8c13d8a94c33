"""An example of a verb, and its cases: what the tests of all verbs read."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from accounts.models import User
from chatproject.contract.commands.socket import CommandInput

Command = TypeVar("Command", bound=CommandInput)
Outcome = TypeVar("Outcome")

#: People of a garden who are no members.
OUTSIDERS = ["out", "ex"]
USED = "the client_id that ann used elsewhere"


@dataclass(frozen=True)
class Case:
    """A user sends a command in a conversation of tests/contract/rooms.py; `changes` is how many revs it takes."""

    who: str
    code: str
    fields: dict[str, Any] = field(default_factory=dict)
    where: str = "garden"
    changes: int = 0

    def __str__(self) -> str:
        fields = {name: str(value)[:12] for name, value in self.fields.items()}
        return f"{self.who} in {self.where} {fields}"


@dataclass(frozen=True)
class Example:
    """A command, without `conversation` and `client_id`, of the author of message 1, who reacted to it with 👍."""

    fields: dict[str, Any]
    #: How many queries it takes on the socket, and in REST, where they include the authentication. `tests/queries` run
    #: each verb by itself and print the number.
    queries: int = 0
    rest_queries: int = 0
    #: Whether it is accepted from a user who blocks the other one: it takes something back, or concerns only oneself.
    when_blocked: bool = False
    #: Whether it is accepted in a closed conversation.
    when_closed: bool = False
    #: Whether it is accepted from a user who left the conversation: it is about something of their own.
    when_left: bool = False
    #: The status of the response of REST.
    status: int = 200
    #: Whether the other examples are refused after it.
    is_last: bool = False
    #: Both endpoints have to agree in these (tests/contract/test_parity.py). Empty for a verb of a connection.
    cases: list[Case] = field(default_factory=list)


def with_keywords(
    operation: Callable[[User, Command], Outcome], command: Callable[..., Command]
) -> Callable[..., Outcome]:
    """Returns the operation of a verb with the fields of its command as keywords."""

    def run(*, actor: User, **fields: Any) -> Outcome:
        if "conversation" in fields:
            fields["conversation"] = str(fields["conversation"])
        return operation(actor, command(**fields))

    return run
