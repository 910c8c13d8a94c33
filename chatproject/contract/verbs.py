"""Every verb of the contract, declared once: its command, its reply, its rate, whether it writes, its REST call.

The socket's dispatch, REST, the rate limits, the schemas, the client's types and the parity test read the declarations
here. Apps make them when Django starts.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec

from chatproject.contract.commands.socket import CommandInput
from chatproject.contract.objects.base import Shape

Command = TypeVar("Command", bound=CommandInput)
Actor = TypeVar("Actor")
Outcome = TypeVar("Outcome")
#: The rate limit of a verb for one user: (per second, in a burst).
Rate = tuple[float, float]

DEFAULT_RATE: Rate = (10, 60)


@dataclass(frozen=True, slots=True)
class Batch:
    """`prepare` makes an item of an actor and a command; `run` takes many items and returns an outcome for each."""

    prepare: Callable[[Any, Any], Any]
    run: Callable[[Sequence[Any]], Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Rest:
    """The REST call of a verb. `path` is below /api/v1/ and names fields of the command; the body has the others.

    The response is the reply, or a `response` that `render` makes of the outcome.
    """

    method: str
    path: str
    summary: str
    description: str
    response: type[Shape] | None = None
    render: Callable[[Any], Shape] | None = None


@dataclass(frozen=True, slots=True)
class Verb:
    """`run` takes the actor and the command; a verb of the connection takes the connection in place of the actor."""

    name: str
    command: type[CommandInput]
    run: Callable[[Any, Any], Any]
    reply: type[Shape]
    rate: Rate
    #: Whether it is refused while the server is read-only.
    writes: bool
    batch: Batch | None
    of_connection: bool
    #: None if only the socket has the verb, or if its REST call has a view of its own.
    rest: Rest | None
    #: `METHOD path` in REST; empty if only the socket has the verb.
    call: str

    def make_reply(self, outcome: Any) -> Shape:
        """The reply has the fields of its type, with the values of the outcome's attributes."""
        return msgspec.convert(outcome, self.reply, from_attributes=True)


VERBS: dict[type[CommandInput], Verb] = {}


def command(
    struct: type[Command],
    *,
    reply: type[Shape],
    rate: Rate = DEFAULT_RATE,
    writes: bool = True,
    batch: Batch | None = None,
    of_connection: bool = False,
    rest: Rest | None = None,
    view: str = "",
) -> Callable[[Callable[[Actor, Command], Outcome]], Callable[[Actor, Command], Outcome]]:
    """Declares the operation that a command runs. With `batch` the socket runs many of them at once.

    `view` is the method and path of a REST call with a view of its own, in place of `rest`.
    """

    def declare(run: Callable[[Actor, Command], Outcome]) -> Callable[[Actor, Command], Outcome]:
        VERBS[struct] = Verb(
            name=str(struct.__struct_config__.tag),
            command=struct,
            run=run,
            reply=reply,
            rate=rate,
            writes=writes,
            batch=batch,
            of_connection=of_connection,
            rest=rest,
            call=f"{rest.method} {rest.path}" if rest else view,
        )
        return run

    return declare
