"""Background tasks for conversations."""

from celery import shared_task

from conversations.operations.inviting import PIECE, forget_ended_invitations


@shared_task(ignore_result=True, expires=3600)
def forget_ended_links() -> None:
    """Delete links that no longer work. Runs daily, and again at once while batches are full."""
    if forget_ended_invitations() >= PIECE:
        forget_ended_links.delay()
