"""A Parlance with the drill's own push services."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from chatproject.supervisor.plan import PROJECT
from tests.machine import Machine
from tests.push_drill.post import Post, open_post
from tests.push_drill.sinking import Sink, open_sink


@dataclass
class Place:
    """`post` are the push services, `sink` is one that accepts everything and reads nothing; `addresses` belong to
    users of earlier steps."""

    machine: Machine
    post: Post
    sink: Sink
    addresses: set[str] = field(default_factory=set)


@contextmanager
def running(folder: Path = PROJECT, **environment: str) -> Iterator[Place]:
    with open_post() as post, open_sink() as sink:
        hosts = f"{post.environment['PUSH_HOSTS']} {sink.host}"
        machine = Machine(folder, **post.environment | {"PUSH_HOSTS": hosts} | environment)
        try:
            machine.start()
            yield Place(machine, post, sink)
        finally:
            machine.discard()
