"""Faults of what a Parlance depends on, and of its work in the background. Each lasts for its block."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bench.processes import tree
from tests.alerts.stage import Stage


@asynccontextmanager
async def old_backup(stage: Stage) -> AsyncIterator[None]:
    """The newest becomes 26 hours old."""
    with stage.database() as line:
        line.execute("UPDATE chatproject_backup SET at = now() - interval '26 hours' + interval '20 seconds'")
    yield
    with stage.database() as line:
        line.execute("UPDATE chatproject_backup SET at = now()")


@asynccontextmanager
async def no_log(stage: Stage) -> AsyncIterator[None]:
    with stage.without("wal"):
        yield


@asynccontextmanager
async def ending_certificate(stage: Stage) -> AsyncIterator[None]:
    assert stage.site is not None
    for days in (10, 60):
        stage.site.show(days)
        await asyncio.to_thread(stage.manage, "from chatproject.health import certificates; certificates.look()")
        if days == 10:
            yield


_LETTERS = """
from django.core.mail import send_mail
from chatproject.smtp import EmailBackend
for _ in range(3):
    try:
        send_mail('subject', 'text', None, ['anna@example.org'], connection=EmailBackend(host='127.0.0.1', port=1))
    except OSError:
        pass
"""


@asynccontextmanager
async def failing_mail(stage: Stage) -> AsyncIterator[None]:
    await asyncio.to_thread(stage.manage, _LETTERS)
    yield
    await asyncio.to_thread(stage.manage, "from chatproject.health import letters; letters.delivered()")


_MANY = """
from chatproject.tasks import mark_alive
for _ in range(1200):
    mark_alive.apply_async(["media"], queue="media")
"""


@asynccontextmanager
async def long_queue(stage: Stage) -> AsyncIterator[None]:
    """The worker of files hangs, and more is to be done than it did."""
    workers = tree(stage.machine.children["media"])
    _signal(workers, signal.SIGSTOP)
    await asyncio.to_thread(stage.manage, _MANY)
    yield
    _signal(workers, signal.SIGCONT)


@asynccontextmanager
async def no_notifications(stage: Stage) -> AsyncIterator[None]:
    with stage.without("notifications"):
        yield


@asynccontextmanager
async def no_notifications_stored(stage: Stage) -> AsyncIterator[None]:
    """The database refuses to store notifications, so the task that decides on them fails."""
    with stage.database() as line:
        line.execute(_REFUSE)
        await asyncio.sleep(2)
        for _ in range(5):
            line.execute("UPDATE messaging_handover SET attempts = 100, due_at = now() WHERE failed_at IS NULL")
            await asyncio.sleep(1)
    yield
    with stage.database() as line:
        line.execute("DROP FUNCTION drill_refuses CASCADE")
        line.execute("DELETE FROM messaging_handover WHERE failed_at IS NOT NULL")


_REFUSE = """
CREATE FUNCTION drill_refuses() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'the drill refuses'; END $$;
CREATE TRIGGER drill_refuses BEFORE INSERT ON notifications_notification EXECUTE FUNCTION drill_refuses();
"""


@asynccontextmanager
async def refused_pushes(stage: Stage) -> AsyncIterator[None]:
    assert stage.place is not None
    with stage.place.post.behaving("refused"):
        yield


@asynccontextmanager
async def failing_push(stage: Stage) -> AsyncIterator[None]:
    assert stage.place is not None
    with stage.place.post.behaving("error"):
        yield


@asynccontextmanager
async def refused_key(stage: Stage) -> AsyncIterator[None]:
    """The id of the key for APNs is wrong from the start; now there is a device to which that matters."""
    assert stage.people is not None
    assert stage.absent is not None
    await stage.people.phone(stage.absent, "apns")
    yield


def _signal(pids: list[int], number: int) -> None:
    for pid in pids:
        os.kill(pid, number)
