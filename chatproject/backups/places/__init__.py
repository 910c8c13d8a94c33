"""Where backups are kept: a folder, or a bucket that speaks S3."""

from pathlib import Path

from django.conf import settings

from chatproject.backups.manifest import Bad
from chatproject.backups.places.base import Absent, Draft, Drafts, Entry, Place
from chatproject.backups.places.folder import FolderPlace

__all__ = ["Absent", "Draft", "Entry", "Place", "open_place"]


def open_place(address: str) -> Place:
    """Returns the place of `/a/folder` or `s3://bucket/prefix`."""
    if not address:
        raise Bad("Name where the backups are: --to, or the setting BACKUP_TO (a folder, or s3://bucket/prefix).")
    if not address.startswith("s3://"):
        return FolderPlace(Path(address).absolute())
    from chatproject.backups.places.bucket import BucketPlace

    bucket, _, prefix = address.removeprefix("s3://").partition("/")
    return BucketPlace(bucket, prefix.strip("/"), Drafts(settings.DATA_DIR / "backups" / "drafts"))
