"""The id of the current trace: 32 hexadecimal digits, as in W3C Trace Context.

A carried trace, as tasks and rows have it, is the id, and after a hyphen the span that continues it, if spans are
exported.
"""

import re
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from random import getrandbits

#: The longest carried trace.
LONGEST = 49

_current: ContextVar[str] = ContextVar("trace", default="")
_PARENT = re.compile(rb"[0-9a-e][0-9a-f]-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}")
_PLAIN = re.compile(rb"[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_NONE = "0" * 32

#: Set when spans are exported: returns the span that is under way, and makes a carried trace current.
span_under_way: Callable[[], str] | None = None
attach: Callable[[str], None] | None = None


def current() -> str:
    """Returns the id of the current trace; empty outside of one."""
    return _current.get()


def begin() -> str:
    """Begins a trace. It applies to the current task or thread, and to the tasks that it creates."""
    # No secret, and os.urandom would be a system call for each command.
    return _set(f"{getrandbits(128):032x}", "")


def enter(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """Continues the trace that a request names (`traceparent`, or `X-Request-Id` with a UUID), or begins one."""
    plain = b""
    for name, value in headers:
        if name == b"traceparent" and (match := _PARENT.match(value)):
            return follow(b"-".join(match.groups()).decode())
        if name == b"x-request-id" and _PLAIN.fullmatch(value):
            plain = value
    return follow(plain.replace(b"-", b"").decode())


def follow(carried: str) -> str:
    """Continues a carried trace, or begins one if it is empty."""
    id = carried[:32]
    return _set(id, carried) if id and id != _NONE else begin()


def carried() -> str:
    """Returns the current trace for tasks and rows."""
    id = _current.get()
    span = span_under_way() if span_under_way is not None else ""
    return f"{id}-{span}" if id and span else id


def _set(id: str, carried: str) -> str:
    _current.set(id)
    if attach is not None:
        attach(carried)
    return id
