"""Names of files in a store: a random key, and after a dot the variant."""

import re
import secrets

KEY = re.compile(r"[0-9a-f]{40}")
_VARIANT = re.compile(r"[a-z]{1,20}")


def new_key() -> str:
    """Returns a key that cannot be guessed."""
    return secrets.token_hex(20)


def checked(key: str, variant: str = "") -> str:
    """Returns the name of an object or a variant. It is never a path."""
    if not KEY.fullmatch(key):
        raise ValueError("This is not a key of the store.")
    if variant and not _VARIANT.fullmatch(variant):
        raise ValueError("This is not a variant of the store.")
    return f"{key}.{variant}" if variant else key
