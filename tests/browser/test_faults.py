"""The web process that people are connected to dies while they talk: both browsers go on by themselves."""

from playwright.sync_api import expect

from tests.browser.conftest import Opens
from tests.browser.people import Person
from tests.machine import Machine, connections_of

#: Milliseconds that this may take where the machine is busy: the other process may itself be starting only now.
_PATIENCE = 60_000


def test_both_go_on_when_their_web_process_dies(
    browser_of: Opens, machine: Machine, alice: Person, bob: Person
) -> None:
    conversation = alice.direct(bob)
    at_alices, at_bobs = browser_of(alice), browser_of(bob)
    at_alices.open_conversation(conversation)
    at_bobs.open_conversation(conversation)
    at_alices.send_message("Before")
    at_bobs.expect_texts("Before")
    machine.kill(busiest(machine))
    at_alices.send_message("Are you still there?")
    expect(at_bobs.message("Are you still there?")).to_be_visible(timeout=_PATIENCE)
    at_bobs.send_message("I am")
    expect(at_bobs.message("I am").locator(".message-status")).to_contain_text("Read", timeout=_PATIENCE)
    for window in (at_alices, at_bobs):
        window.expect_texts("Before", "Are you still there?", "I am")
        expect(window.page.locator("connection-line .connection-line")).to_have_text("", timeout=_PATIENCE)
    assert bob.bodies(conversation) == ["Before", "Are you still there?", "I am"]


def busiest(machine: Machine) -> str:
    """The name of the web process that holds the most connections."""
    webs = {name: pid for name, pid in machine.children.items() if name.startswith("web.")}
    return max(webs, key=lambda name: len(connections_of(webs[name], machine.port)))
