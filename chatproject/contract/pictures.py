"""Where the pictures of people and conversations are. Such an address never shows another picture."""

KEY = r"[0-9a-f]{40}"


def avatar_path(key: str) -> str | None:
    """The address of a person's picture, which anybody may fetch who knows it; None where there is none."""
    return f"/media/avatars/{key}.webp" if key else None


def picture_path(key: str) -> str | None:
    """The address of a conversation's picture, which only those fetch who may see it; None where there is none."""
    return f"/media/pictures/{key}.webp" if key else None
