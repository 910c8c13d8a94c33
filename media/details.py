"""What is known of a file beyond its bytes: what its owner said of it first, what was found in it later."""

from msgspec import Struct


class MadeVariant(Struct, frozen=True, omit_defaults=True):
    """A file made of another, kept beside it under its name. Sides in pixels."""

    name: str
    type: str
    size: int
    sha256: str
    width: int
    height: int


class Details(Struct, frozen=True, omit_defaults=True):
    """Sides in pixels, as it is shown; `thumbhash` and `waveform` base64; `preview` how a text begins."""

    width: int | None = None
    height: int | None = None
    duration_ms: int | None = None
    is_animated: bool = False
    is_playable: bool = False
    thumbhash: str | None = None
    waveform: str | None = None
    preview: str | None = None
    variants: tuple[MadeVariant, ...] = ()
