"""PostgreSQL and Valkey as children, unless the environment has other addresses for them."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from chatproject.supervisor.account import Account, service_account
from chatproject.supervisor.child import Child
from chatproject.supervisor.leftovers import ChildRegistry
from chatproject.supervisor.output import Refusal, say
from chatproject.supervisor.plan import Plan
from chatproject.supervisor.postgres import Postgres
from chatproject.supervisor.sockets import socket_folder
from chatproject.supervisor.valkey import Valkey

_PATIENCE = 300.0  # after a crash PostgreSQL may have a long log to replay
_DEATHS = 3


def own_postgres(data_dir: Path) -> Postgres:
    """Returns the PostgreSQL of this DATA_DIR, not started."""
    account = service_account(data_dir / "postgres")
    return Postgres(data_dir / "postgres", account, socket_folder(data_dir, account))


class OwnServices:
    """The two servers of one DATA_DIR; `children` are those that were started."""

    def __init__(self, plan: Plan, registry: ChildRegistry) -> None:
        self.children: list[Child] = []
        self.account: Account = service_account(plan.data_dir / "postgres")
        self.sockets = socket_folder(plan.data_dir, self.account)
        self._data_dir = plan.data_dir
        self._registry = registry

    async def start_postgres(self) -> None:
        postgres = own_postgres(self._data_dir)
        if not postgres.is_made:
            say(f"Creating a PostgreSQL {postgres.programs.major} database in {self._data_dir / 'postgres'} …")
            postgres.make()
        child = self._start(Child("postgres", postgres.program, self._registry))
        await until_ready(child, lambda: postgres.is_ready(child.pid or 0))

    async def start_valkey(self) -> Child:
        valkey = Valkey(self._data_dir / "valkey", self.account, self.sockets)
        child = self._start(Child("valkey", valkey.program, self._registry))
        await until_ready(child, valkey.is_ready)
        return child

    def _start(self, child: Child) -> Child:
        self.children.append(child)
        child.start()
        return child


async def until_ready(child: Child, is_ready: Callable[[], bool]) -> None:
    """Waits until a child that was just started works; gives up if it keeps dying."""
    await until(is_ready, lambda: child.deaths >= _DEATHS, child.name)


async def until(is_ready: Callable[[], bool | Awaitable[bool]], is_hopeless: Callable[[], bool], name: str) -> None:
    """Waits for `is_ready`, with a message now and then."""
    clock = asyncio.get_running_loop().time
    began = reported = clock()
    while True:
        answer = is_ready()
        if answer if isinstance(answer, bool) else await answer:
            return
        if is_hopeless() or clock() - began > _PATIENCE:
            raise Refusal(f"{name} does not start; see its lines above.")
        if clock() - reported > 10:
            reported = clock()
            say(f"still waiting for {name}, {reported - began:.0f} s")
        await asyncio.sleep(0.03)
