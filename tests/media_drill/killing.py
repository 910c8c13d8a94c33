"""Kills a web process during an upload and the worker during processing, then runs the sweep and an audit."""

import asyncio
import os
import sys
import time
from io import BytesIO

import psycopg
from PIL import Image

from tests.media.files import Sending, content, sha256
from tests.media_drill.audit import audit
from tests.media_drill.crowd import Crowd
from tests.media_drill.plan import MIB, Plan
from tests.media_drill.tally import Tally

_PATIENCE = 240.0


async def killing(crowd: Crowd, plan: Plan) -> Tally:
    tally = Tally()
    for turn in range(plan.kills):
        sent = [await _web_killed(crowd, turn), *await _worker_killed(crowd, turn)]
        await _orphaned(crowd)
        await _run_ahead(crowd, "tend")
        for sending in sent:
            found = await crowd.settled(sending)
            if found["state"] != "ready":
                tally.fault("missing", f"{found['name']} is {found['state']}: {found.get('reason')}")
    await _run_ahead(crowd, "sweep")
    tally += await asyncio.to_thread(audit, crowd.place)
    return tally


async def _web_killed(crowd: Crowd, turn: int) -> Sending:
    machine = crowd.place.machine
    data = content(24 * MIB, 100 + turn)
    sending = await Sending.begin(crowd.alice, crowd.garden, data, name="mid-upload.bin", sha256=sha256(data))
    crowd.way.cut_after()  # never cut, but count from here
    going = asyncio.create_task(crowd.finish(sending))
    while not going.done() and crowd.way.gone_up < len(data) // 4:
        await asyncio.sleep(0.005)
    for name in [name for name in machine.children if name.startswith("web.")]:
        machine.kill(name)
    await going
    return sending


async def _worker_killed(crowd: Crowd, turn: int) -> list[Sending]:
    """Kills the worker while it has four pictures."""
    machine = crowd.place.machine
    pictures = [_picture(10 * turn + number) for number in range(4)]
    sent = await asyncio.gather(
        *(crowd.put_up(data, name=f"{turn}.jpg", type="image/jpeg", sha256=sha256(data)) for data in pictures)
    )
    was = machine.kill("media")
    deadline = time.monotonic() + _PATIENCE
    while machine.children.get("media", was) == was or not machine.is_running("media"):
        assert time.monotonic() < deadline, "the worker is not restarted"
        await asyncio.sleep(0.1)
    for sending in sent:
        await crowd.send_message(sending)
    return sent


async def _orphaned(crowd: Crowd) -> None:
    """Leaves a file behind as if the web process had died between writing and commit, or a discard was lost."""
    begun = await Sending.begin(crowd.alice, crowd.garden, content(MIB))
    await begun.send()
    whole = await crowd.put_up(content(MIB), name="lost.bin")
    await crowd.settled(whole)
    with psycopg.connect(crowd.place.machine.database_url) as line:
        line.execute("DELETE FROM media_attachment WHERE id = ANY(%s::uuid[])", [[begun.id, whole.id]])


async def _run_ahead(crowd: Crowd, what: str) -> None:
    machine = crowd.place.machine
    environment = {**os.environ, **machine.environment}
    running = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.media_drill.ahead", what, cwd=machine.folder, env=environment
    )
    assert await running.wait() == 0, f"{what} failed"


def _picture(seed: int) -> bytes:
    kept = BytesIO()
    noise = Image.frombytes("RGB", (1200, 800), content(1200 * 800 * 3, seed))
    noise.save(kept, "JPEG", quality=90)
    return kept.getvalue()
