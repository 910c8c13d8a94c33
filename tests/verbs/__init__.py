"""Each verb's example, which the tests of all verbs read, and the operations of messaging with keywords.

A module has the examples of the operation of its name: `EXAMPLES`, {name: Example}. A new module is found by itself.
"""

import re
from importlib import import_module
from pkgutil import iter_modules
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import msgspec

from chatproject.contract.verbs import VERBS, Verb
from tests.verbs.deleting import delete_message
from tests.verbs.drafting import set_draft
from tests.verbs.editing import edit_message
from tests.verbs.example import Example
from tests.verbs.reacting import add_reaction, remove_reaction
from tests.verbs.receiving import advance_receipt
from tests.verbs.sending import make_draft, send_message
from tests.verbs.syncing import sync

__all__ = [
    "add_reaction",
    "advance_receipt",
    "delete_message",
    "edit_message",
    "make_draft",
    "remove_reaction",
    "send_message",
    "set_draft",
    "sync",
]


def _examples() -> dict[str, Example]:
    """Returns the examples of all modules, in an order in which each is accepted after those before it."""
    found: dict[str, Example] = {}
    for module in iter_modules(__path__, f"{__name__}."):
        found |= getattr(import_module(module.name), "EXAMPLES", {})
    return dict(sorted(found.items(), key=lambda item: item[1].is_last))


EXAMPLES = _examples()
NAMED = {verb.name: verb for verb in VERBS.values()}
#: The verbs, in the order of their examples.
ORDERED = [NAMED[name] for name in EXAMPLES if name in NAMED]
#: The verbs that REST has too.
OPERATIONS = [verb for verb in ORDERED if verb.call]


def fields_of(verb: Verb, **given: Any) -> dict[str, Any]:
    """Returns the example's fields, those given that the verb has, and a new `client_id` if it has one."""
    fields = {"client_id": str(uuid4()), **EXAMPLES[verb.name].fields, **given}
    return {name: value for name, value in fields.items() if name in verb.command.__struct_fields__}


def command_of(verb: Verb, conversation: object) -> Any:
    """Returns the example as a command in the conversation with this id."""
    return msgspec.convert(fields_of(verb, conversation=str(conversation)), verb.command)


def request_of(verb: Verb, fields: dict[str, Any]) -> tuple[str, str, Any]:
    """Returns method, path and body. The path takes the fields that the route names, the body the others."""
    has_body = any(f":{name}>" not in verb.call for name in EXAMPLES[verb.name].fields)
    method, _, path = verb.call.partition(" ")
    for name, value in fields.items():
        path = re.sub(f"<(str|int):{name}>", quote(str(value), safe=""), path)
    body = {name: value for name, value in fields.items() if f":{name}>" not in verb.call}
    return method, path, body if has_body else None
