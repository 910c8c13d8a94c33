"""The two classes that replace asyncio's in every socket."""

import asyncio

import pytest

from chatproject.web.slim import Gate, Inbox


async def test_inbox_is_first_in_first_out() -> None:
    inbox = Inbox()
    assert inbox.empty()
    inbox.put_nowait(1)
    inbox.put_nowait(2)
    assert [await inbox.get(), await inbox.get()] == [1, 2]
    assert inbox.empty()


async def test_a_reader_waits_for_the_next_and_may_give_up() -> None:
    inbox = Inbox()
    waiting = asyncio.create_task(inbox.get())
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    again = asyncio.create_task(inbox.get())
    await asyncio.sleep(0)
    inbox.put_nowait(1)
    inbox.put_nowait(2)
    assert await again == 1
    assert await inbox.get() == 2


async def test_a_gate_holds_everybody_until_it_is_opened() -> None:
    gate = Gate()
    waiting = [asyncio.create_task(gate.wait()) for _ in range(3)]
    await asyncio.sleep(0)
    waiting[0].cancel()
    await asyncio.sleep(0)
    assert [task.done() for task in waiting] == [True, False, False]
    gate.set()
    await asyncio.gather(*waiting[1:])
    await gate.wait()
    gate.clear()
    assert not gate.is_set()
    held = asyncio.create_task(gate.wait())
    await asyncio.sleep(0)
    assert not held.done()
    gate.set()
    await held
