"""People who send: many small rooms, at full speed and at a calm pace, and one big room."""

from dataclasses import replace
from functools import partial

from bench.loops import at_rate, everybody, in_turn
from bench.outcome import Outcome
from bench.scenarios.base import Options, groups_of, sending
from bench.servers.base import Server

_CALM = 50.0


async def small_rooms(server: Server, options: Options) -> Outcome:
    """100 people in 20 groups of 5; each sends the next message as soon as the last is acknowledged."""
    return await sending("small-rooms", server, groups_of(5, 100, "small"), everybody, options)


async def calm(server: Server, options: Options) -> Outcome:
    """The same people with 50 sends a second in all, however fast the server is.

    It runs longer than the others: one hiccup of the disk is one percent of ten seconds.
    """
    loop = partial(at_rate, rate=_CALM)
    longer = replace(options, seconds=3 * options.seconds)
    return await sending("calm", server, groups_of(5, 100, "small"), loop, longer)


async def big_room(server: Server, options: Options) -> Outcome:
    """One group of 500; one person sends at a time, and each message reaches 499."""
    return await sending("big-room", server, {"big": range(500)}, in_turn, options)
