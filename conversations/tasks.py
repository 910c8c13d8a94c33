"""What the worker does for conversations."""

from celery import shared_task

from conversations.operations.inviting import PIECE, forget_ended_invitations


@shared_task(ignore_result=True, expires=3600)
def forget_ended_links() -> None:
    """Forget the links that let nobody in any more. Daily; when a piece was full, once more."""
    if forget_ended_invitations() >= PIECE:
        forget_ended_links.delay()
