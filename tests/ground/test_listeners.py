"""A visitor who waits in the queue of a listener is not reset while a web process gives way to its successor."""

import socket
from collections.abc import Iterator

import pytest

from chatproject.supervisor.listeners import EACH_HAS_ITS_OWN, Listeners, is_accepting
from chatproject.supervisor.plan import Plan
from chatproject.web.serve import Server, configuration
from tests.ground.running import free_port


@pytest.fixture
def listeners(monkeypatch: pytest.MonkeyPatch) -> Iterator[Listeners]:
    monkeypatch.setenv("PORT", str(free_port()))
    monkeypatch.setenv("WEB_PROCESSES", "1")
    found = Listeners(Plan.from_environment(seed=False))
    yield found
    found.close()


@pytest.mark.parametrize("has_successor", [True, False])
def test_waiting_visitor_is_left_to_the_successor_if_there_is_one(listeners: Listeners, has_successor: bool) -> None:
    listener = listeners.of(0)
    listener.listen()
    server = Server(configuration(), accepting=lambda: None)
    server.servers = []
    if has_successor:
        server.succeed()
    with socket.create_connection(listener.getsockname()) as visitor:
        visitor.sendall(b"hello")
        with listener.dup() as own:
            server.leave([own])
        if has_successor:
            with listener.accept()[0] as line:
                assert line.recv(5) == b"hello"
        elif EACH_HAS_ITS_OWN:
            with pytest.raises(ConnectionResetError):
                visitor.recv(1)


@pytest.mark.skipif(not EACH_HAS_ITS_OWN, reason="the processes share one")
def test_listener_is_shut_down_when_its_last_process_has_ended(listeners: Listeners) -> None:
    old, new = object(), object()
    listeners.of(0).listen()
    listeners.enter(0, old)
    listeners.enter(0, new)
    listeners.leave(0, old)
    assert is_accepting(listeners.of(0))
    listeners.leave(0, new)
    assert not is_accepting(listeners.of(0))
    listeners.of(0).listen()
    assert is_accepting(listeners.of(0)), "a process that starts again could not use it"
