"""The socket as an AsyncAPI 3.1 document: its commands, replies and events."""

from functools import cache
from inspect import cleandoc
from typing import Any

import msgspec
from django.conf import settings

from chatproject.contract.commands.socket import INPUTS, CommandInput
from chatproject.contract.events import EVENTS, Event, ReplyEvent
from chatproject.contract.objects.base import ErrorBody
from chatproject.contract.portable import make_portable
from chatproject.contract.schema import REF
from chatproject.contract.verbs import VERBS

Document = dict[str, Any]

CHANNEL = {"$ref": "#/channels/socket"}

#: The meaning of each close code for a client.
CLOSE_CODES = {
    1001: "Going away: the server restarts. Reconnect after `goaway.after_ms`.",
    1008: "Policy: too many malformed frames, or a flood.",
    1009: "Too big: a frame has at most 128 KiB.",
    1013: "Too slow: frames waited too long for this reader. Reconnect and `sync`.",
    4401: "Signed out. The close reason says why: `signed_out`, `token_expired` (also prevented by `auth`), "
    "`session_expired`, `password_changed`, `security_changed`, `account_disabled`, `account_banned`.",
    4408: "Silent: nothing arrived for two heartbeats.",
}

DESCRIPTION = """\
Frames are JSON text. A client's frame is one command of at most 128 KiB; a server's is one object, or an array of \
objects to be taken in order. The first frame is always `welcome`. Every command gets exactly one reply, whose `to` is \
the command's `id`. A client pings (the command, or a protocol ping) every `welcome.heartbeat_ms`.

Close codes: """ + " ".join(f"**{code}** {meaning}" for code, meaning in CLOSE_CODES.items())

_SCHEMES: Document = {
    "session": {
        "type": "httpApiKey",
        "in": "cookie",
        "name": "sessionid",
        "description": "The browser's session, from a page of this server: the Origin is checked.",
    },
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "`Authorization: Bearer <access>`; where headers cannot be set, the subprotocols "
        "`chat.v1, bearer.<access>` (answered `chat.v1`).",
    },
}


@cache
def asyncapi() -> Document:
    """Returns the whole document. It depends on the code alone, so it is made once."""
    events = _by_tag(EVENTS)
    del events["reply"]
    messages: Document = {}
    operations: Document = {}
    verbs = [VERBS[command] for command in INPUTS]
    for verb in verbs:
        _add_command(verb.command, verb.reply, messages, operations)
    for tag, types in events.items():
        _add_event(tag, types, messages, operations)
    spoken: list[type] = [*INPUTS, *(verb.reply for verb in verbs), *EVENTS, ErrorBody]
    _, schemas = msgspec.json.schema_components(spoken, ref_template=REF)
    del schemas[ReplyEvent.__name__]
    make_portable(schemas, spoken, {command.__name__ for command in INPUTS})
    return {
        "asyncapi": "3.1.0",
        "info": {
            "title": "Parlance, the socket",
            "version": "1",
            "description": DESCRIPTION,
            "contact": settings.SPECTACULAR_SETTINGS["CONTACT"],
            "license": {"name": "MIT"},
            "tags": [{"name": "socket", "description": "Commands, replies and events."}],
        },
        "defaultContentType": "application/json",
        "servers": {
            "here": {
                "host": "{host}",
                "protocol": "wss",
                "description": "This server; `ws` on a developer's machine.",
                "variables": {"host": {"default": "localhost:8000"}},
                "security": [{"$ref": f"#/components/securitySchemes/{name}"} for name in _SCHEMES],
            }
        },
        "channels": {
            "socket": {
                "address": "/ws/v1",
                "description": "One connection carries everything of one device.",
                "messages": messages,
                "x-close-codes": {str(code): meaning for code, meaning in CLOSE_CODES.items()},
            }
        },
        "operations": operations,
        "components": {"securitySchemes": _SCHEMES, "schemas": dict(sorted(schemas.items()))},
    }


def _add_command(command: type[CommandInput], reply: type, messages: Document, operations: Document) -> None:
    tag = _tag(command)
    messages[tag] = _message(tag, {"$ref": REF.format(name=command.__name__)}, _words(command))
    messages[f"{tag}.reply"] = _message("reply", _reply_schema(reply), f"The reply to `{tag}`.")
    operations[tag] = {
        "action": "receive",
        "channel": CHANNEL,
        "summary": _title(command),
        "description": f"{_words(command)}\n\nThe reply holds `{reply.__name__}` as `ok`.",
        "messages": [_named(tag)],
        "reply": {"channel": CHANNEL, "messages": [_named(f"{tag}.reply")]},
    }


def _add_event(tag: str, types: list[type[Event]], messages: Document, operations: Document) -> None:
    references = [{"$ref": REF.format(name=type.__name__)} for type in types]
    payload = references[0] if len(references) == 1 else {"anyOf": references}
    summary = " ".join(_words(type) for type in types)
    messages[tag] = _message(tag, payload, summary)
    operations[f"tell {tag}"] = {
        "action": "send",
        "channel": CHANNEL,
        "summary": _title(types[0]),
        "description": summary,
        "messages": [_named(tag)],
    }


def _reply_schema(ok: type) -> Document:
    to = {"anyOf": [{"type": "string"}, {"type": "null"}]}
    head = {"type": {"const": _tag(ReplyEvent)}, "to": to}
    outcomes = {"ok": ok, "error": ErrorBody}
    return {
        "oneOf": [
            {
                "type": "object",
                "properties": {**head, key: {"$ref": REF.format(name=type.__name__)}},
                "required": ["type", "to", key],
            }
            for key, type in outcomes.items()
        ]
    }


def _message(name: str, payload: Document, summary: str) -> Document:
    return {"name": name, "summary": summary, "payload": payload}


def _named(name: str) -> Document:
    return {"$ref": f"#/channels/socket/messages/{name}"}


def _by_tag(types: tuple[type[Event], ...]) -> dict[str, list[type[Event]]]:
    grouped: dict[str, list[type[Event]]] = {}
    for event in types:
        grouped.setdefault(_tag(event), []).append(event)
    return grouped


def _tag(type: type[msgspec.Struct]) -> str:
    return str(type.__struct_config__.tag)


def _words(type: type) -> str:
    return cleandoc(type.__doc__ or "")


def _title(type: type) -> str:
    return _words(type).partition("\n")[0]
