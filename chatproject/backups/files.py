"""Copies the bytes of files and pictures out of the store and back, for any store."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from django.db.models import QuerySet

from accounts.models import User
from chatproject.supervisor.acting import acting_in, create
from conversations.models import Conversation
from media.models import Attachment, AttachmentQuerySet
from media.stores import Missing, store
from media.stores.folders import make_folder

#: Seconds. Uploads end a day after they stopped, and a backup of each day has all files.
_RECENT = 3 * 24 * 3600
_ANY_TYPE = "application/octet-stream"


def named_keys(line: psycopg.Connection) -> Iterator[str]:
    """Yields the keys that rows of any database name, each once and in order."""
    query, parameters = _named(Attachment.objects.ready()).order_by("key").query.sql_with_params()
    with line.cursor(name="keys") as keys:
        for (key,) in keys.execute(query.encode(), parameters):
            yield key


def recent_keys() -> set[str]:
    """Returns the keys of pictures, and of files whose upload began in the last days."""
    milliseconds = int((time.time() - _RECENT) * 1000)
    recent = Attachment.objects.ready().filter(pk__gte=UUID(int=milliseconds << 80))
    return set(_named(recent))


def _named(attachments: AttachmentQuerySet) -> "QuerySet[Any, str]":
    avatars = User.objects.exclude(avatar="").values_list("avatar", flat=True)
    pictures = Conversation.objects.exclude(picture="").values_list("picture", flat=True)
    return attachments.values_list("key", flat=True).union(avatars, pictures)


def save(key: str, folder: Path) -> dict[str, int]:
    """Writes an object and its variants; returns {path under `folder`: bytes}. Raises Missing if there is nothing."""
    variants = store().variants(key)
    if not variants:
        raise Missing
    saved = {}
    for variant in variants:
        path = folder / key[:2] / (f"{key}.{variant}" if variant else key)
        with acting_in(path.parent):
            make_folder(path.parent)
        with create(path) as file:
            saved[str(path.relative_to(folder))] = sum(file.write(block) for block in store().blocks(key, variant))
    return saved


def put_back(folder: Path, name: str) -> None:
    key, _, variant = Path(name).name.partition(".")
    store().put(key, variant, folder / name, _ANY_TYPE)
