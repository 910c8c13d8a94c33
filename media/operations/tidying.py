"""Runs the work of all periodic tasks at once, to the end."""

from collections.abc import Callable, Iterator

from media.operations.sweeping import forget_expired, forget_unsaid, reject_expired, remove_orphans, unverified
from media.tasks import verify_attachment

_STEPS: dict[str, Callable[[], int]] = {
    "rejected": reject_expired,
    "expired": forget_expired,
    "unsaid": forget_unsaid,
}


def tidy_up() -> Iterator[tuple[str, int]]:
    """Yields (kind, count) after each piece.

    `rejected`: uploads that a message waited for. `expired` and `unsaid`: deleted files. `orphans`: bytes that no row
    named. `queued`: work that the queue had lost, for the worker to verify.
    """
    for name, step in _STEPS.items():
        while done := step():
            yield name, done
    yield "orphans", remove_orphans()
    lost = unverified()
    for attachment_id in lost:
        verify_attachment.delay(str(attachment_id))
    yield "queued", len(lost)
