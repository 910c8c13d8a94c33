"""Requests every address of a file as every user who must not have it."""

import asyncio
import time
from datetime import UTC, datetime

from tests.contract.client import Person
from tests.media.files import Sending, content
from tests.media.posting import refused
from tests.media_drill.crowd import Crowd
from tests.media_drill.plan import Plan
from tests.media_drill.tally import Tally

_OF_ALL = ("GET attachments/{}", "POST attachments/{}/link", "GET attachments/{}/content")
_OF_OWNERS = ("GET uploads/{}", "POST uploads/{}/parts", "POST uploads/{}/complete", "DELETE uploads/{}")
_LINK_SECONDS = 60


async def access(crowd: Crowd, plan: Plan) -> Tally:
    tally = Tally()
    said = await crowd.put_up(content(1000), name="said.bin")
    await crowd.settled(said)
    await crowd.send_message(said)
    unsaid = await crowd.put_up(content(1000), name="unsaid.bin")
    await crowd.settled(unsaid)
    begun = await Sending.begin(crowd.alice, crowd.garden, content(1000))
    for who in (crowd.alice, crowd.bob):
        for route in _OF_ALL:
            if not await _is_given(who, route, said.id):
                tally.fault("broken", f"{who.username} does not get {route}")
    await _strangers(crowd, tally, (said, unsaid, begun))
    if await refused(crowd.mallory, await crowd.world.group(crowd.mallory), unsaid.id) == "ok":
        tally.fault("leaked", "another's upload was claimed by its id")
    for sending in (unsaid, begun):
        await _nothing(crowd.bob, (*_OF_ALL, *_OF_OWNERS), sending.id, tally)
    await _altered(crowd, await said.link(), tally)
    await _removed(crowd, said, plan, tally)
    return tally


async def _strangers(crowd: Crowd, tally: Tally, files: tuple[Sending, ...]) -> None:
    nobody = Person("nobody", crowd.alice.home, crowd.alice.http, access="none")
    for who in (crowd.mallory, nobody):
        for sending in files:
            await _nothing(who, (*_OF_ALL, *_OF_OWNERS), sending.id, tally)


async def _removed(crowd: Crowd, said: Sending, plan: Plan, tally: Tally) -> None:
    """From now on bob gets no new link, and an earlier one expires within a minute."""
    link = await crowd.bob.do("POST", f"attachments/{said.id}/link")
    alive = datetime.fromisoformat(link["expires_at"]) - datetime.now(UTC)
    if alive.total_seconds() > _LINK_SECONDS + 1:
        tally.fault("leaked", f"a link lives {alive.total_seconds():.0f} s")
    await crowd.alice.do("DELETE", f"conversations/{crowd.garden}/members/{crowd.bob.id}")
    gone = time.monotonic()
    await _nothing(crowd.bob, _OF_ALL, said.id, tally)
    if plan.waits:
        await asyncio.sleep(max(gone + _LINK_SECONDS + 1 - time.monotonic(), 0))
        if (await crowd.world.http.get(link["url"])).status_code < 400:
            tally.fault("leaked", "a minute after a member's removal their link still returns the file")
    await crowd.alice.do("POST", f"conversations/{crowd.garden}/members", {"user": crowd.bob.id})


async def _altered(crowd: Crowd, link: str, tally: Tally) -> None:
    """Counts a fault if the link still works with one character changed, anywhere but in the origin."""
    get = crowd.world.http.get
    if (await get(link)).status_code != 200:
        tally.fault("broken", "a link gives nothing")
    start = link.index("/", len("http://"))
    for at in range(start + 1, len(link), max((len(link) - start) // 40, 1)):
        other = "b" if link[at] != "b" else "c"
        try:
            answer = await get(link[:at] + other + link[at + 1 :])
        except ValueError:
            continue
        if answer.status_code < 400:
            tally.fault("leaked", f"a link altered at {at - start} gives {answer.status_code}")


async def _nothing(who: Person, routes: tuple[str, ...], id: str, tally: Tally) -> None:
    for route in routes:
        if await _is_given(who, route, id):
            tally.fault("leaked", f"{who.username} gets {route}")


async def _is_given(who: Person, route: str, id: str) -> bool:
    method, _, path = route.format(id).partition(" ")
    body = {"numbers": [1]} if path.endswith("/parts") else None
    return (await who.call(method, path, body)).status < 400
