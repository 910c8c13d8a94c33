"""A long history, said over the socket as fast as the server takes it."""

import json
from uuid import uuid4

from websockets.sync.client import connect

from tests.browser.people import Person

_AT_ONCE = 50


def body_of(number: int) -> str:
    """The text of message `number`: most are a line, some are long, some are lists or code, so that heights differ."""
    match number % 17:
        case 3:
            return f"Message {number} goes on for a while. " + "It has a good deal to say, and takes its time. " * 6
        case 7:
            return f"Message {number} counts:\n\n- one\n- two\n- three"
        case 12:
            return f"Message {number} has code:\n\n```\nfor message in history:\n    read(message)\n```"
        case _:
            return f"Message {number}"


def fill(person: Person, conversation: str, count: int) -> None:
    """Says `count` messages, numbered from 1."""
    url = f"{person.server.replace('http', 'ws', 1)}/ws/v1"
    with connect(url, additional_headers={"Authorization": f"Bearer {person.access}"}, max_queue=None) as socket:
        for first in range(1, count + 1, _AT_ONCE):
            numbers = range(first, min(first + _AT_ONCE, count + 1))
            for number in numbers:
                command = {"type": "message.send", "id": str(number), "conversation": conversation}
                socket.send(json.dumps(command | {"client_id": str(uuid4()), "body": body_of(number)}))
            awaited = len(numbers)
            while awaited:
                frame = json.loads(socket.recv(timeout=30))
                for event in frame if isinstance(frame, list) else [frame]:
                    if event["type"] == "reply":
                        assert "ok" in event, event
                        awaited -= 1
