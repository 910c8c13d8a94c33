"""The kinds of environment variables: what each accepts, and what a process reads from it.

A variable that is empty counts as not set. The value of a secret can also be in a file, which NAME_FILE names.
"""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass
from pathlib import Path
from typing import Generic, TypeVar
from urllib.parse import SplitResult, urlsplit

_T = TypeVar("_T")
HOST = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})*|\[[0-9a-fA-F:.]+\]")


class Invalid(ValueError):
    """A variable with a value that it does not accept; the text says what it accepts."""


@dataclass(frozen=True)
class Variable(Generic[_T]):
    """`default` is what `read` returns while it is not set. The value of a secret is in no message.

    The documentation shows `meaning`, and `shown` for the default.
    """

    name: str
    default: _T
    meaning: str
    _: KW_ONLY
    shown: str = ""
    is_secret: bool = False

    @property
    def accepts(self) -> str:
        """What it accepts, after "must be"."""
        return "text"

    def parse(self, written: str) -> _T:
        """Returns the value that a text stands for. Raises ValueError if it is not accepted."""
        raise NotImplementedError

    def read(self, environment: Mapping[str, str] = os.environ, default: _T | None = None) -> _T:
        """Returns the value, or `default` (by default the variable's own). Raises Invalid if it is not accepted."""
        written = self.written(environment)
        try:
            return self.parse(written) if written else self.default if default is None else default
        except ValueError:
            found = "" if self.is_secret else f", not {written!r}"
            raise Invalid(f"{self.name} must be {self.accepts}{found}") from None

    def written(self, environment: Mapping[str, str] = os.environ) -> str:
        """Returns the text as it is set, or "". Raises Invalid if its file cannot be read."""
        written = environment.get(self.name, "")
        path = environment.get(self.file, "") if self.is_secret else ""
        if not path:
            return written
        if written:
            raise Invalid(f"{self.name} and {self.file} are both set: only one of them can be")
        try:
            found = Path(path).read_text().strip()
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "it is not text"
            raise Invalid(f"{self.file} must name a file that Parlance can read, not {path}: {reason}") from None
        if not found:
            raise Invalid(f"{self.file} names {path}, which is empty")
        return found

    @property
    def file(self) -> str:
        """The name of the variable that names a file with the value."""
        return f"{self.name}_FILE"


@dataclass(frozen=True)
class Text(Variable[str]):
    """`like`: a pattern for all of it, and an example of it."""

    _: KW_ONLY
    like: tuple[str, str] = ("", "")

    @property
    def accepts(self) -> str:
        return f"like {self.like[1]}" if self.like[1] else "text"

    def parse(self, written: str) -> str:
        if self.like[0] and not re.fullmatch(self.like[0], written):
            raise ValueError
        return written


@dataclass(frozen=True)
class Words(Variable[list[str]]):
    """`each` returns a word as it is read, or raises ValueError."""

    _: KW_ONLY
    each: Callable[[str], str] = str
    example: str

    @property
    def accepts(self) -> str:
        return f"{self.example}, one or several by comma or space"

    def parse(self, written: str) -> list[str]:
        return [self.each(word) for word in written.replace(",", " ").split()]


@dataclass(frozen=True)
class Choice(Variable[str]):
    """One of the words."""

    _: KW_ONLY
    words: tuple[str, ...]

    @property
    def accepts(self) -> str:
        return " or ".join(self.words)

    def parse(self, written: str) -> str:
        if written not in self.words:
            raise ValueError
        return written


@dataclass(frozen=True)
class Switch(Variable[bool]):
    """`words`: for true and for false."""

    _: KW_ONLY
    words: tuple[str, str] = ("on", "off")

    @property
    def accepts(self) -> str:
        return " or ".join(self.words)

    def parse(self, written: str) -> bool:
        return not self.words.index(written)


@dataclass(frozen=True)
class Number(Variable[int]):
    """A number from `least` to `most`."""

    _: KW_ONLY
    least: int
    most: int

    @property
    def accepts(self) -> str:
        return f"a number from {self.least} to {self.most}"

    def parse(self, written: str) -> int:
        if not re.fullmatch(r"[0-9]{1,20}", written) or not self.least <= int(written) <= self.most:
            raise ValueError
        return int(written)


@dataclass(frozen=True)
class Address(Variable[str]):
    """An address without a slash at its end. `schemes` are those that it may have; `also` is a pattern of others."""

    _: KW_ONLY
    schemes: tuple[str, ...]
    also: str = ""

    @property
    def accepts(self) -> str:
        return f"an address that begins with {' or '.join(f'{scheme}:' for scheme in self.schemes)}"

    def parse(self, written: str) -> str:
        if self.also and re.fullmatch(self.also, written):
            return written
        parts = split(written.strip())
        if parts.scheme not in self.schemes or not (parts.netloc or parts.path.strip("/") or parts.query):
            raise ValueError
        return written.strip().rstrip("/")


@dataclass(frozen=True)
class File(Variable[str]):
    """The path of a file that exists; "" by default."""

    @property
    def accepts(self) -> str:
        return "the path of a file that exists"

    def parse(self, written: str) -> str:
        if not Path(written).is_file():
            raise ValueError
        return written


@dataclass(frozen=True)
class Origin(Variable[str]):
    """A scheme and a host, like `example`; "" by default."""

    _: KW_ONLY
    example: str

    @property
    def accepts(self) -> str:
        return f"like {self.example}"

    def parse(self, written: str) -> str:
        return origin(written)


def matching(pattern: str) -> Callable[[str], str]:
    """Returns a function that returns a word as it is. It raises ValueError for one that does not match."""

    def match(word: str) -> str:
        if not re.fullmatch(pattern, word):
            raise ValueError
        return word

    return match


def origin(written: str) -> str:
    """Returns the origin that an http address is. Raises ValueError if it has a path."""
    parts = split(written.strip())
    if parts.scheme not in ("http", "https") or not is_host(parts) or parts.path.strip("/") or parts.query:
        raise ValueError
    return f"{parts.scheme}://{parts.netloc.lower()}"


def app_origin(written: str) -> str:
    """Returns the origin of an app's pages in a web view, like capacitor://localhost.

    Raises ValueError for what would admit everything.
    """
    parts = split(written)
    if not parts.scheme or not is_host(parts) or parts.path or parts.query or parts.fragment or "@" in written:
        raise ValueError
    return f"{parts.scheme}://{parts.netloc.lower()}"


def is_host(parts: SplitResult) -> bool:
    """Whether an address has a host, which is no pattern."""
    name = parts.hostname or ""
    return bool(HOST.fullmatch(f"[{name}]" if ":" in name else name))


def split(written: str) -> SplitResult:
    """Returns the parts of an address. Raises ValueError if it is none."""
    parts = urlsplit(written)
    _ = parts.port
    return parts
