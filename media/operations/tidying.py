"""All that the periodic tasks do, at once and to the end."""

from collections.abc import Callable, Iterator

from media.operations.sweeping import forget_expired, forget_unsaid, reject_expired, remove_orphans, unverified
from media.tasks import verify_attachment

_STEPS: dict[str, Callable[[], int]] = {
    "rejected": reject_expired,
    "expired": forget_expired,
    "unsaid": forget_unsaid,
}


def tidy_up() -> Iterator[tuple[str, int]]:
    """What was done, and how often, after each piece of it.

    `rejected`: uploads a message waited for. `expired` and `unsaid`: files forgotten. `orphans`: bytes that nobody
    named. `queued`: what the queue had lost, to be verified by the worker.
    """
    for name, step in _STEPS.items():
        while done := step():
            yield name, done
    yield "orphans", remove_orphans()
    lost = unverified()
    for attachment_id in lost:
        verify_attachment.delay(str(attachment_id))
    yield "queued", len(lost)
