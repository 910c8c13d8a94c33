"""An uploader that resumes: after an interruption it requests what was received, and sends the rest."""

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
    """Sends parts until one fails, which is sent first next time: some stores write in order and buffer few parts."""
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
    """Returns the missing parts, with retries, because the server may be restarting."""
    while True:
        try:
            return sorted(set(range(1, sending.upload["parts"] + 1)) - set(await sending.received()))
        except (httpx.TransportError, AssertionError):
            await asyncio.sleep(0.2)


async def sure(person: Person, method: str, path: str, body: Any = None) -> Any:
    """Repeats the request until it succeeds."""
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
