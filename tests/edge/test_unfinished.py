"""Which addresses count as one visitor."""

import pytest

from chatproject.web.edge.unfinished import Unfinished, network_of


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("fe80::1%eth0", "fe80::/64"),
    ],
)
def test_an_address_counts_with_its_network(address: str, network: str) -> None:
    assert network_of(address) == network


class Caller:
    is_over = False

    def give_up(self) -> None:
        self.is_over = True


async def test_callers_that_arrive_at_the_same_time_are_accepted() -> None:
    waiting, callers = Unfinished(most=2), [Caller() for _ in range(9)]
    for caller in callers:
        waiting.enter("203.0.113.9", caller)
    assert not any(caller.is_over for caller in callers)
    for caller in callers:
        waiting.leave("203.0.113.9", caller)
    assert not waiting._waiting
