"""The addresses of pictures of people and conversations. An address never shows another picture."""

KEY = r"[0-9a-f]{40}"


def avatar_path(key: str) -> str | None:
    """Returns the address of a person's picture, which anyone who has it may fetch; None if there is none."""
    return f"/media/avatars/{key}.webp" if key else None


def picture_path(key: str) -> str | None:
    """Returns the address of a conversation's picture, which only people who may see it can fetch;

    None if there is none.
    """
    return f"/media/pictures/{key}.webp" if key else None
