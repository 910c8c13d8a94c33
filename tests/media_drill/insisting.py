"""An uploader that goes on: when the line is cut it asks what is there, and sends the rest."""

import asyncio
from typing import Any

import httpx

from tests.contract.client import Person
from tests.media.files import Sending

_AT_ONCE = 3
_PATIENCE = 300.0


async def insist(sending: Sending) -> int:
    """Uploads until every part has arrived. Returns how often it had to start over."""
    again = -1
    async with asyncio.timeout(_PATIENCE):
        while lacking := await _lacking(sending):
            again += 1
            await _round(sending, lacking)
    return again


async def _round(sending: Sending, numbers: list[int]) -> None:
    """Until one fails, which then comes first: some stores write parts in order, and hold few until their turn."""
    free, failed = asyncio.Semaphore(_AT_ONCE), asyncio.Event()

    async def put(number: int) -> None:
        async with free:
            if failed.is_set():
                return
            status = 0
            try:
                status = (await sending.put(await sending.request(number))).status_code
            finally:
                if status != 200:
                    failed.set()

    for found in await asyncio.gather(*(put(number) for number in numbers), return_exceptions=True):
        if isinstance(found, BaseException) and not isinstance(found, httpx.TransportError | AssertionError):
            raise found


async def _lacking(sending: Sending) -> list[int]:
    """Returns the parts that the server lacks, with retries: it may be restarting."""
    while True:
        try:
            return sorted(set(range(1, sending.upload["parts"] + 1)) - set(await sending.received()))
        except (httpx.TransportError, AssertionError):
            await asyncio.sleep(0.2)


async def sure(person: Person, method: str, path: str, body: Any = None) -> Any:
    """Ask until it is answered well."""
    async with asyncio.timeout(_PATIENCE):
        while True:
            try:
                answer = await person.call(method, path, body)
                if answer.status < 500:
                    assert answer.status < 400, answer
                    return answer.body
            except httpx.TransportError:
                pass
            await asyncio.sleep(0.2)
