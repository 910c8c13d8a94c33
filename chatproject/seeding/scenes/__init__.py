"""The messages. A scene opens its conversations on the stage and plays them to their end."""

from collections.abc import Callable

from chatproject.seeding.scenes.channels import kitchen_table, night_sky, town_square, workshop
from chatproject.seeding.scenes.directs import (
    alice_and_bob,
    alice_and_carol,
    alice_and_li,
    alice_and_maria,
    alice_and_noor,
    alice_to_herself,
    carol_and_jin,
)
from chatproject.seeding.scenes.groups import choir, garden, repair_cafe
from chatproject.seeding.scenes.trip import autumn_trip
from chatproject.seeding.stage import Stage

ALL: tuple[Callable[[Stage], None], ...] = (
    town_square,
    kitchen_table,
    workshop,
    night_sky,
    garden,
    repair_cafe,
    choir,
    autumn_trip,
    alice_and_bob,
    alice_and_carol,
    alice_and_noor,
    alice_and_maria,
    alice_and_li,
    alice_to_herself,
    carol_and_jin,
)
