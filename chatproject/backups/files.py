"""Copies the bytes of files and pictures out of the store and back, for any store."""

from collections.abc import Iterator
from pathlib import Path

from django.db import connection, transaction

from accounts.models import User
from conversations.models import Conversation
from media.models import Attachment
from media.stores import Missing, store

_ANY_TYPE = "application/octet-stream"


def named_keys(snapshot: str) -> Iterator[str]:
    """Yields the keys that rows name in an exported snapshot, each once and in order."""
    attachments = Attachment.objects.ready().values_list("key", flat=True)
    avatars = User.objects.exclude(avatar="").values_list("avatar", flat=True)
    pictures = Conversation.objects.exclude(picture="").values_list("picture", flat=True)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SET TRANSACTION SNAPSHOT %s", [snapshot])
        yield from attachments.union(avatars, pictures).order_by("key").iterator()


def save(key: str, folder: Path) -> dict[str, int]:
    """Writes an object and its variants; returns {path under `folder`: bytes}. Raises Missing if there is nothing."""
    variants = store().variants(key)
    if not variants:
        raise Missing
    saved = {}
    for variant in variants:
        path = folder / key[:2] / (f"{key}.{variant}" if variant else key)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            saved[str(path.relative_to(folder))] = sum(file.write(block) for block in store().blocks(key, variant))
    return saved


def put_back(folder: Path, name: str) -> None:
    key, _, variant = Path(name).name.partition(".")
    store().put(key, variant, folder / name, _ANY_TYPE)
