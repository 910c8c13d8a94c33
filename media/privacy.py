"""What media holds of a person."""

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from chatproject.personal import Declared, Deleted, File, Section, Store, Table
from media.models import Attachment
from media.operations.erasing import erase_files, erase_pictures
from media.operations.picturing import VARIANT
from media.stores import Missing, store

_STORED = "where and how it is stored"


def files_of(user: Any) -> Iterator[File]:
    """Yields the person's files and picture, as they are stored; smaller pictures can be made from them."""
    if user.avatar:
        yield File("media/avatar.webp", partial(_blocks, user.avatar, VARIANT))
    for row in Attachment.objects.ready().owned_by(user).order_by("pk").iterator(chunk_size=500):
        yield File(path_of(row.pk, row.name), partial(_blocks, row.key))


def path_of(id: Any, name: str) -> str:
    """Returns the path of a file in the export: its id, and the ending of its name."""
    ending = re.search(r"\.[A-Za-z0-9]{1,10}\Z", name)
    return f"media/{id}{ending.group() if ending else ''}"


def _blocks(key: str, variant: str = "") -> Iterator[bytes]:
    """Yields the bytes; nothing if they were deleted in the meantime."""
    try:
        yield from store().blocks(key, variant)
    except Missing:
        return


DECLARED = Declared(
    tables=(
        Table(
            model="media.Attachment",
            people={"owner": Deleted()},
            exported=Section(
                name="files",
                title="Files that you sent",
                by="owner",
                columns=(
                    "id",
                    "conversation_id",
                    "message_seq",
                    "name",
                    "type",
                    "kind",
                    "details",
                    "size",
                    "sha256",
                    "state",
                    "reason",
                    "created_at",
                ),
                omitted=dict.fromkeys(
                    (
                        "position",
                        "declared_sha256",
                        "source_sha256",
                        "part_size",
                        "key",
                        "session",
                        "expires_at",
                        "completed_at",
                    ),
                    _STORED,
                ),
            ),
        ),
    ),
    stores=(
        Store(
            name="files, their variants and parts, on disk or in a bucket",
            folders=("media", "media-workshop"),
            exported="the files as they are stored, and the picture",
            erased="deleted with the rows that name them; what fails is swept later",
        ),
    ),
    steps=(erase_files, erase_pictures),
    files=files_of,
)
