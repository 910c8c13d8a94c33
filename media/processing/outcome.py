"""The result of processing a file: what was made, or why it is refused."""

from typing import Literal

from msgspec import Struct

#: Why a file is refused. The client has the texts for users.
Reason = Literal["unreadable", "too_large_picture", "too_many_frames", "took_too_long", "took_too_much"]


class Made(Struct, frozen=True):
    """One file in the job's folder. Width and height are in pixels, as shown."""

    name: str
    file: str
    type: str
    width: int
    height: int


class Picture(Struct, frozen=True, tag_field="outcome", tag="picture"):
    """An uploaded picture, upright: `made` holds the cleaned original and its smaller variants.

    `thumbhash` is base64 (https://evanw.github.io/thumbhash).
    """

    type: str
    width: int
    height: int
    is_animated: bool
    thumbhash: str
    made: list[Made]


class Film(Struct, frozen=True, tag_field="outcome", tag="film"):
    """A film or a sound that browsers play: `made` holds the cleaned original, and a film's `poster`."""

    kind: Literal["video", "audio"]
    type: str
    made: list[Made]
    width: int | None = None
    height: int | None = None
    duration_ms: int | None = None
    thumbhash: str | None = None
    waveform: str | None = None


class Text(Struct, frozen=True, tag_field="outcome", tag="text"):
    """`preview` is the beginning of the text."""

    type: str
    preview: str


class Plain(Struct, frozen=True, tag_field="outcome", tag="plain"):
    """A file that is stored unchanged, and that users save to see it."""

    type: str


class Refused(Struct, frozen=True, tag_field="outcome", tag="refused"):
    reason: Reason


Outcome = Picture | Film | Text | Plain | Refused
