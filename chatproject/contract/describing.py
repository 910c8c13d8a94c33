"""The texts of OpenAPI for tags and parameters, by name: each means the same in every route."""

from typing import Any

from django.conf import settings

LARGEST = 2**53 - 1
SEQ = {"minimum": 0, "maximum": LARGEST}

TAGS = {
    "attachments": "Files of messages.",
    "auth": "Creating an account, signing in and out.",
    "channels": "Conversations that anyone may join.",
    "conversations": "Conversations with their members, messages and files.",
    "invitations": "Links to conversations.",
    "me": "The user's account, its devices and blocks.",
    "notifications": "The user's notifications and preferences.",
    "reports": "Reports to the staff.",
    "search": "Search in messages.",
    "server": "This server and its features.",
    "staff": "For the staff of this server.",
    "sync": "Changes since the last sync.",
    "uploads": "Uploads of files.",
    "users": "People on this server.",
}

#: {name: (description, bounds)}
PARAMETERS: dict[str, tuple[str, dict[str, Any]]] = {
    "after": ("Messages with a higher seq, the lowest first.", SEQ),
    "around": ("Messages on both sides of this seq.", SEQ),
    "asked": ("The id of the conversation of the request.", {}),
    "attachment": ("The attachment's id.", {}),
    "before": ("Messages with a lower seq; the highest of them are returned.", SEQ),
    "conversation": ("The conversation's id.", {}),
    "cursor": ("The `next_cursor` of the previous page; if absent, the first page is returned.", {"maxLength": 2_048}),
    "device": ("The device's id.", {}),
    "download": ("Whether a browser saves the file instead of showing it.", {}),
    "emoji": ("One emoji, percent-encoded.", {"minLength": 1, "maxLength": settings.LIMITS["emoji"]}),
    "first": ("The first day; if absent, 90 days in all.", {"format": "date"}),
    "format": ("`json` or `csv`; if absent, what `Accept` prefers.", {"enum": ["json", "csv"]}),
    "ids": ("Ids of people, separated by commas.", {}),
    "invitation": ("The invitation's id.", {}),
    "kind": ("Kinds of attachments, separated by commas.", {}),
    "last": ("The last day; if absent, yesterday.", {"format": "date"}),
    "limit": ("The most that is returned at once.", {"minimum": 1, "maximum": settings.LIMITS["page"]}),
    "metric": ("The name of one metric; if absent, all are returned.", {}),
    "notification": ("The notification's id.", {"minimum": 0, "maximum": LARGEST}),
    "query": (
        'Words, "phrases", -exclusions and filters such as from:anna.',
        {"minLength": 1, "maxLength": settings.LIMITS["search"]},
    ),
    "registration": ("The registration's id.", {}),
    "search": ("Words to search for.", {}),
    "seq": ("The message's seq in its conversation.", SEQ),
    "since": ("The conversation's rev that the client holds.", SEQ),
    "state": ("Which saved messages.", {"enum": ["open", "done"], "default": "open"}),
    "sort": ("The latest first, or the best.", {"enum": ["newest", "best"], "default": "newest"}),
    "token": ("The last part of the link.", {}),
    "upload": ("The upload's id.", {}),
    "user": ("The person's id.", {}),
    "variant": ("One of the attachment's `variants`; if absent, the file itself.", {"maxLength": 20}),
}


def describe_tags(document: dict[str, Any]) -> None:
    operations = [operation for path in document["paths"].values() for operation in path.values()]
    names = sorted({tag for operation in operations for tag in operation["tags"]})
    document["tags"] = [{"name": name, "description": TAGS.get(name, "")} for name in names]


def describe_parameters(operation: dict[str, Any]) -> None:
    """Adds the shared text and bounds of a parameter that has none of its own."""
    for parameter in operation.get("parameters", []):
        words, bounds = PARAMETERS.get(parameter["name"], ("", {}))
        parameter.setdefault("description", words)
        parameter["schema"] = {**bounds, **parameter["schema"]}
        if parameter["schema"].get("type") == "integer":
            parameter["schema"]["format"] = "int64"
