"""Who is in a group with whom."""

from bench.servers.base import Rooms

_DEPARTMENT, _TEAM = 40, 8
#: The distances between the numbers of the people in a team.
_STRIDES = (1, 8, 50)


def rooms_of(users: int) -> Rooms:
    """Returns the groups: each person is in a department of 40, and in up to three teams of 8 with different people."""
    rooms: dict[str, range] = {
        f"Department {first // _DEPARTMENT + 1}": range(first, min(first + _DEPARTMENT, users))
        for first in range(0, users, _DEPARTMENT)
    }
    for stride in _STRIDES:
        for block in range(0, users - _TEAM * stride + 1, _TEAM * stride):
            for first in range(block, block + stride):
                rooms[f"Team {stride}.{first}"] = range(first, first + _TEAM * stride, stride)
    return rooms
