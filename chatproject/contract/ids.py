"""Identifiers: UUIDv7 in the database, opaque strings on the wire."""

from uuid import UUID

from uuid_utils.compat import uuid7

from chatproject.contract.errors import NotFound

__all__ = ["parse_id", "uuid7"]


def parse_id(value: str | UUID) -> UUID:
    """Returns the UUID of a wire id. Ids are opaque to clients, so one that is no UUID is simply not found."""
    if isinstance(value, UUID):
        return value
    try:
        return UUID(value)
    except ValueError as error:
        raise NotFound from error
