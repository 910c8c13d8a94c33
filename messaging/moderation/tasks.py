"""The periodic tasks of this app."""

from celery import shared_task

from messaging.moderation.operations.banning import lift_those_over


@shared_task
def lift_bans() -> None:
    lift_those_over()
