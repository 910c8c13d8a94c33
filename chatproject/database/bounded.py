"""A connection to PostgreSQL that waits for each answer only so long.

The kernel notices a network that loses packets. It does not notice a proxy that lost its way to PostgreSQL: that one
confirms each packet, and the answer never comes.
"""

import logging
import math
from time import monotonic
from typing import Any, ClassVar, TypeVar

import psycopg
from psycopg import errors
from psycopg.abc import PQGen

T = TypeVar("T")
log = logging.getLogger(__name__)


class BoundedConnection(psycopg.Connection[Any]):
    """`patience` is how many seconds it waits for an answer; None without end."""

    patience: float | None = None
    #: When one that was given up had sent its statement. What another one said before that proves nothing about now.
    _silence_began: ClassVar[float] = -math.inf
    _heard = math.inf

    @classmethod
    def connect(  # type: ignore[override]
        cls, conninfo: str = "", *, patience: float | None = None, **parameters: Any
    ) -> "BoundedConnection":
        made = super().connect(conninfo, **parameters)
        made.patience = patience
        made._heard = monotonic()
        return made

    @property
    def is_suspect(self) -> bool:
        """Whether it was not heard since another one fell silent."""
        return self._heard < self._silence_began

    def wait(self, gen: PQGen[T], interval: float = 0.1, timeout: float | None = None) -> T:
        began = monotonic()
        try:
            answer = super().wait(gen, interval, self.patience if timeout is None else timeout)
        except errors._WaitTimeout:
            if timeout is not None:
                raise
            type(self)._silence_began = began
            log.warning("PostgreSQL has not answered for %.0f s: the connection is given up", self.patience)
            self.close()
            raise psycopg.OperationalError(f"PostgreSQL has not answered for {self.patience:.0f} s") from None
        self._heard = monotonic()
        return answer
