"""Files that attack their decoder. None stops the worker, and each reaches a final state."""

import asyncio
import tempfile
from pathlib import Path

from tests.media.harmful import harmful
from tests.media_drill.crowd import Crowd
from tests.media_drill.plan import Plan
from tests.media_drill.tally import Tally


async def attacking(crowd: Crowd, plan: Plan) -> Tally:
    tally = Tally()
    with tempfile.TemporaryDirectory() as folder:
        files = await asyncio.to_thread(harmful, Path(folder))
    sent = await asyncio.gather(*(crowd.put_up(each.data, name=each.name, type="image/png") for each in files))
    for file, sending in zip(files, sent, strict=True):
        found = await crowd.settled(sending)
        if (found.get("reason") or found["kind"]) != file.end:
            tally.fault("broken", f"{file.name[:40]!r} is {found['state']} {found['kind']}: {found.get('reason')}")
    return tally
