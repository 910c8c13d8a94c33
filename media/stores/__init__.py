"""The store of bytes. One store at a time; only this package depends on its type."""

from functools import cache

from django.conf import settings

from media.stores.base import Missing, Served, SignedRequest, Slot, Store

__all__ = ["Missing", "Served", "SignedRequest", "Slot", "Store", "store"]


@cache
def store() -> Store:
    """Returns the store of this installation, by MEDIA_STORE."""
    if settings.MEDIA_STORE == "s3":
        from media.stores.s3 import S3Store

        return S3Store()
    from media.stores.disk import DiskStore

    return DiskStore()
