"""Writes an export into a file: rows come from server-side cursors and bytes in blocks, so memory stays bounded."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import msgspec
from django.conf import settings
from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from chatproject.personal import File, Section
from chatproject.privacy import registry
from chatproject.privacy.exporting.pages import Part, batches, first_page, name_of, page
from chatproject.privacy.exporting.schema import schema_of

ROWS = 500
#: Called with the number of rows and files written since the last call.
Count = Callable[[int], None]


def total_of(user: User) -> int:
    """Returns the number of rows and files."""
    rows = sum(_rows(model, section, user).count() for model, section in registry.sections())
    return rows + sum(1 for _ in files_of(user))


def write_export(user: User, path: Path, count: Count) -> None:
    sections = list(registry.sections())
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        parts = [_write_section(archive, _rows(model, section, user), section, count) for model, section in sections]
        archive.writestr("schema.json", msgspec.json.format(msgspec.json.encode(schema_of(sections))))
        files = sum(_write_file(archive, file, count) for file in files_of(user))
        archive.writestr("index.html", first_page(user.name, timezone.now(), parts, files, settings.SITE_URL))


def files_of(user: User) -> Iterator[File]:
    for declared in registry.ALL:
        if declared.files is not None:
            yield from declared.files(user)


def _rows(model: type[Model], section: Section, user: User) -> QuerySet[Any, dict[str, Any]]:
    found = model._default_manager.filter(Q((section.by, user.pk)))
    if section.annotate is not None:
        found = section.annotate(found)
    return found.order_by(*section.order).values(*section.columns)


def _write_section(archive: ZipFile, rows: QuerySet[Any, dict[str, Any]], section: Section, count: Count) -> Part:
    """Writes the list as JSON and as pages. The JSON waits in a file: a zip has one open entry at a time."""
    data, pages, total = f"data/{section.name}.json", list[str](), 0
    with tempfile.TemporaryFile() as lines, transaction.atomic():
        for number, (batch, is_last) in enumerate(batches(rows.iterator(chunk_size=ROWS), ROWS), start=1):
            for row in batch:
                lines.write((b",\n" if total else b"[\n") + msgspec.json.encode(row))
                total += 1
            if batch:
                pages.append(f"pages/{name_of(section, number)}")
                archive.writestr(pages[-1], page(section, batch, number, is_last=is_last))
            count(len(batch))
        lines.write(b"\n]\n" if total else b"[]\n")
        lines.seek(0)
        with archive.open(data, "w", force_zip64=True) as entry:
            while block := lines.read(1024 * 1024):
                entry.write(block)
    return Part(section.title, total, data, pages)


def _write_file(archive: ZipFile, file: File, count: Count) -> int:
    entry = ZipInfo(file.path, timezone.now().timetuple()[:6])
    entry.compress_type = ZIP_STORED  # pictures and films are compressed already
    with archive.open(entry, "w", force_zip64=True) as target:
        for block in file.blocks():
            target.write(block)
    count(1)
    return 1
