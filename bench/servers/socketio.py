"""A reference: socket.io with its Redis adapter and PostgreSQL, two Node processes (bench/references/socketio)."""

import asyncio
import os
import re
import subprocess
from collections.abc import Sequence
from functools import partial
from typing import Any

import msgspec
from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

from bench.ledger import Ledger
from bench.machine import PROJECT, free_port, listens
from bench.servers.base import Client, Missing, Rooms, Server
from bench.servers.cluster import Cluster
from bench.servers.daemon import Daemon

#: Runs a command with Node, and installs Node if it is missing.
_NODE = str(PROJECT / "scripts" / "node")
_FOLDER = PROJECT / "bench" / "references" / "socketio"
_ANSWER = re.compile(rb"^43(\d+)")
_DATABASE = "socketio"


class SocketIo(Server):
    """Distributes people evenly between the processes, as a load balancer would."""

    name = "socket.io"

    def __init__(self, web_processes: int) -> None:
        _install()
        self._cluster = Cluster()
        self._ports = [free_port() for _ in range(2)]
        self._processes: list[Daemon] = []

    def start(self) -> None:
        self._cluster.start_postgres(_DATABASE, _FOLDER / "schema.sql")
        self._cluster.start_valkey()
        for port in self._ports:
            environment = os.environ | {
                "PORT": str(port),
                "REDIS_PORT": str(self._cluster.valkey_port),
                "DATABASE_URL": self._cluster.url(_DATABASE),
                "NODE_ENV": "production",
            }
            daemon = Daemon(
                [_NODE, "node", str(_FOLDER / "server.js")], self._cluster.folder / f"{port}.log", environment
            )
            self._processes.append(daemon)
            daemon.wait_until(partial(listens, port))

    def stop(self) -> None:
        for daemon in self._processes:
            daemon.end()
        self._processes = []
        self._cluster.stop()

    def remove(self) -> None:
        self.stop()
        self._cluster.remove()

    def roots(self) -> list[int]:
        return [daemon.pid for daemon in self._processes] + self._cluster.roots()

    def part_of(self, pid: int) -> str:
        return self._cluster.part_of(pid)

    def version(self) -> str:
        return f"socket.io {_version('socket.io')}, Node {_node_version()}"

    async def prepare(self, users: int, rooms: Rooms) -> None:
        seats = [(user, room) for room, members in rooms.items() for user in members]
        statement = "INSERT INTO seat (person, room) VALUES (%s, %s) ON CONFLICT DO NOTHING"
        await asyncio.to_thread(self._cluster.execute, _DATABASE, statement, seats)

    async def connect(self, user: int, rooms: Sequence[str], ledger: Ledger) -> Client:
        client = SocketIoClient(user, ledger)
        port = self._ports[user % len(self._ports)]
        await ws_connect(lambda: client, f"ws://127.0.0.1:{port}/socket.io/?EIO=4&transport=websocket")
        await client.ready
        return client


class SocketIoClient(WSListener):
    """engine.io packets: 0 open, 2 ping, 3 pong, 40 connect, 42 event, 43 answer."""

    def __init__(self, user: int, ledger: Ledger) -> None:
        super().__init__()
        self._user = user
        self._ledger = ledger
        self._waiting: dict[int, asyncio.Future[bytes]] = {}
        self._count = 0
        self._transport: WSTransport | None = None
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def on_ws_connected(self, transport: WSTransport) -> None:
        self._transport = transport

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        self._ledger.disconnected()

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type != WSMsgType.TEXT:
            return
        data: bytes = frame.get_payload_as_bytes()
        if data.startswith(b'42["line"'):
            self._ledger.arrived(self._user, data)
        elif answer := _ANSWER.match(data):
            self._waiting.pop(int(answer[1])).set_result(data)
        elif data == b"2":
            self._write(b"3")
        elif data.startswith(b"0"):
            self._write(b'40{"person":%d}' % self._user)
        elif data.startswith(b'42["ready"'):
            self.ready.set_result(None)

    async def send(self, room: str, text: str, number: int) -> None:
        await self._ask("say", {"room": room, "body": text})

    async def history(self, room: str, limit: int) -> int:
        return (await self._ask("latest", {"room": room, "limit": limit})).count(b'"body"')

    async def close(self) -> None:
        if self._transport:
            self._transport.disconnect()

    async def _ask(self, event: str, fields: dict[str, Any]) -> bytes:
        self._count += 1
        future: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self._waiting[self._count] = future
        self._write(b"42%d" % self._count + msgspec.json.encode([event, fields]))
        answer = await future
        if b'"error"' in answer:
            raise RuntimeError(answer.decode())
        return answer

    def _write(self, data: bytes) -> None:
        if self._transport:
            self._transport.send(WSMsgType.TEXT, data)


def _install() -> None:
    """Raises Missing if Node or its packages are not available."""
    if (_FOLDER / "node_modules" / "socket.io").exists():
        return
    found = subprocess.run(
        [_NODE, "npm", "ci", "--no-audit", "--no-fund", "--omit=dev"],
        cwd=_FOLDER,
        capture_output=True,
        text=True,
        check=False,
    )
    if found.returncode:
        raise Missing(f"npm ci failed: {found.stderr.strip()[-500:]}")


def _version(package: str) -> str:
    manifest = (_FOLDER / "node_modules" / package / "package.json").read_bytes()
    return str(msgspec.json.decode(manifest)["version"])


def _node_version() -> str:
    return subprocess.run([_NODE, "node", "--version"], capture_output=True, text=True, check=True).stdout.strip()
