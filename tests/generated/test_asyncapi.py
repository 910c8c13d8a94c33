"""The socket's document: whole, consistent, and true of the frames that are sent."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import msgspec
import pytest
from django.utils import timezone

from chatproject.contract import events, wire
from chatproject.contract.commands.socket import INPUTS
from chatproject.contract.objects import messaging as objects
from chatproject.generating.asyncapi import CLOSE_CODES, asyncapi
from messaging import consumer
from messaging.hub import connection, leaving
from tests.json_schema import assert_valid


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if "$ref" in node:
            yield node["$ref"]
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def resolve(reference: str) -> Any:
    node: Any = asyncapi()
    for part in reference.removeprefix("#/").split("/"):
        node = node[part]
    return node


def validate(name: str, frame: bytes) -> None:
    """The frame is what the document says of the message `name`."""
    payload = asyncapi()["channels"]["socket"]["messages"][name]["payload"]
    assert_valid({**payload, "components": asyncapi()["components"]}, msgspec.json.decode(frame))


def test_everything_it_refers_to_is_in_it() -> None:
    found = set(references(asyncapi()))
    assert len(found) > 40
    assert all(resolve(reference) for reference in found)


@pytest.mark.parametrize("command", INPUTS)
def test_every_command_has_a_reply(command: type[msgspec.Struct]) -> None:
    tag = command.__struct_config__.tag
    operation = asyncapi()["operations"][tag]
    assert operation["summary"]
    assert operation["description"]
    assert operation["reply"]["messages"] == [{"$ref": f"#/channels/socket/messages/{tag}.reply"}]


def test_every_event_is_told_of() -> None:
    told = {name.removeprefix("tell ") for name in asyncapi()["operations"] if name.startswith("tell ")}
    assert told == {str(event.__struct_config__.tag) for event in events.EVENTS} - {"reply"}


def test_the_codes_it_names_are_those_the_socket_closes_with() -> None:
    used = {consumer.POLICY, consumer.TOO_BIG, consumer.SIGNED_OUT, connection.TOO_SLOW, leaving.GOING_AWAY}
    assert used <= set(CLOSE_CODES)


def message() -> objects.Message:
    return objects.Message(
        conversation=uuid4(),
        seq=1,
        rev=3,
        client_id=uuid4(),
        sender=uuid4(),
        created_at=timezone.now(),
        attachments=[],
        reactions={"👍": [uuid4()]},
        body="Hello",
    )


def test_an_event_is_as_described() -> None:
    validate("message", wire.encode(events.MessageEvent(conversation=uuid4(), rev=3, message=message())))


def test_a_frame_that_is_not_as_described_is_noticed() -> None:
    with pytest.raises(AssertionError):
        validate("message", wire.encode({"type": "message", "conversation": "x", "rev": 1, "message": {}}))


def test_both_kinds_of_reply_are_as_described() -> None:
    done = events.ReplyEvent(to="1", ok=objects.Watermarks(delivered_seq=2, read_seq=1))
    refused = events.ReplyEvent(to=None, error={"code": "invalid", "detail": "No."})
    validate("receipt.advance.reply", wire.encode(done))
    validate("receipt.advance.reply", wire.encode(refused))
