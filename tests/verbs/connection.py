"""Examples of the verbs of a connection."""

from tests.verbs.example import Example

EXAMPLES = {
    "typing.start": Example({}),
    "typing.stop": Example({}),
    "presence.watch": Example({"users": []}),
    "activity": Example({"active": True}),
    "auth": Example({"access": ""}),
    "ping": Example({}),
}
