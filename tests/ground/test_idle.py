"""What waits for something wakes up when it happens, and not again and again before."""

import asyncio
import signal
import threading
from collections.abc import Callable
from subprocess import Popen
from typing import Any

import pytest
import uvicorn
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from chatproject.supervisor.parent_death import _await_end
from chatproject.web import serve
from chatproject.web.serve import Server
from messaging.hub.reconciling import look

pytestmark = pytest.mark.timeout(300)


async def _nothing(scope: Any, receive: Any, send: Any) -> None: ...


@pytest.mark.parametrize(
    "end", [lambda server: server.succeed(), lambda server: server.handle_exit(signal.SIGTERM, None)]
)
def test_web_process_ends_at_once_and_not_with_its_next_tick(
    end: Callable[[Server], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serve, "_TICK", 3600.0)
    config = uvicorn.Config(_nothing, lifespan="off")
    config.load()

    async def run() -> None:
        server = Server(config)
        waiting = asyncio.create_task(server.main_loop())
        await asyncio.sleep(0)
        assert not waiting.done()
        end(server)
        await waiting

    asyncio.run(run())


@pytest.mark.django_db
def test_reconciler_asks_for_nothing_while_no_one_is_connected(
    alice: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        look([], [])
    with django_assert_num_queries(4):
        look([], [str(alice.pk)])


def test_child_waits_for_the_end_of_its_parent_without_waking_up() -> None:
    with Popen(["sleep", "600"]) as parent:
        watch = threading.Thread(target=_await_end, args=(parent.pid,))
        watch.start()
        watch.join(0.1)
        assert watch.is_alive()
        parent.kill()
        watch.join()
    _await_end(parent.pid)  # of one that is gone
