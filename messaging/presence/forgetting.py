"""Removes a person from the board, whom no process shows any more."""

import logging

import redis

from chatproject.personal import Erasing
from messaging.presence.board import key
from messaging.presence.reading import client

log = logging.getLogger(__name__)


def forget_presence(erasing: Erasing) -> None:
    """Forgets when the person was last seen. What Valkey does not hear, it forgets by itself after 90 days."""
    try:
        client().zrem(key("seen"), str(erasing.user.pk))
    except redis.RedisError as error:
        log.warning("the time when %s was last seen stays for now: %s", erasing.user.pk, error)
