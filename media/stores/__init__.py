"""Where bytes are kept. One store at a time; what it is made of only this package knows."""

from functools import cache

from django.conf import settings

from media.stores.base import Missing, Served, SignedRequest, Slot, Store

__all__ = ["Missing", "Served", "SignedRequest", "Slot", "Store", "store"]


@cache
def store() -> Store:
    """The store of this installation: MEDIA_STORE says which."""
    if settings.MEDIA_STORE == "s3":
        from media.stores.s3 import S3Store

        return S3Store()
    from media.stores.disk import DiskStore

    return DiskStore()
