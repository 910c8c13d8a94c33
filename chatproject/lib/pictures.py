"""Where the pictures of people and conversations are. Such an address never shows another picture: it may be kept."""

KEY = r"[0-9a-f]{40}"


def picture_path(key: str) -> str | None:
    """The address of a picture kept under this key, on our own origin; None where there is none."""
    return f"/media/avatars/{key}.webp" if key else None
