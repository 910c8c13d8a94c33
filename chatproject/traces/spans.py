"""What parts say about their work, for traces. Without an exporter (exporting.py) nothing is loaded or wrapped.

A trace is named as tasks and rows carry it (ids.py).
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import wraps
from typing import Any, Protocol, TypeVar

_T = TypeVar("_T")


class Exporter(Protocol):
    def span(self, name: str, kind: str, traces: Sequence[str]) -> AbstractContextManager[Any]: ...

    def close(self) -> None: ...


#: Set once, while the process starts.
exporter: Exporter | None = None


def span(name: str, traces: Iterable[str] = (), *, kind: str = "internal") -> AbstractContextManager[Any]:
    """Measures work on these traces, which may be several: each has the span. The default is the current trace."""
    return nullcontext() if exporter is None else exporter.span(name, kind, list(traces))


def batched(operation: Callable[[Sequence[Any]], _T]) -> Callable[[Sequence[Any]], _T]:
    """Wraps an operation on many items, each of which may have a `trace`. Without an exporter it stays as it is."""
    if exporter is None:
        return operation

    @wraps(operation)
    def run(items: Sequence[Any]) -> _T:
        with span(operation.__name__, [getattr(item, "trace", "") for item in items]):
            return operation(items)

    return run
