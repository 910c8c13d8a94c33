"""Whether a socket's commands that write are accepted at the moment, as REST decides it for requests."""

from typing import TYPE_CHECKING

from accounts.operations.consenting import ensure_accepted
from accounts.staff.standing import certain_standing, is_read, known, refuse_writes
from messaging.hub.threads import InThread

if TYPE_CHECKING:
    from accounts.models import User
    from chatproject.contract.objects.server import ServerDocument


class Gate:
    """Remembers for one socket which documents its user had accepted, so that a command costs no query."""

    def __init__(self, in_thread: InThread) -> None:
        self._in_thread = in_thread
        self._accepted: tuple[ServerDocument, ...] = ()

    async def ensure_open(self, user: "User") -> None:
        """Raises Unavailable while the server is read-only, and TermsRequired. Queries once after each new document."""
        if not is_read():
            await self._in_thread(certain_standing)
        now = known()
        refuse_writes(now)
        if now.documents != self._accepted:
            await self._in_thread(ensure_accepted, user)
            self._accepted = now.documents
