"""A web process dies while two browsers talk: both go on by themselves."""

from playwright.sync_api import expect

from tests.browser.conftest import Opens
from tests.browser.people import Person
from tests.machine import Machine


def test_both_go_on_when_a_web_process_dies(browser_of: Opens, machine: Machine, alice: Person, bob: Person) -> None:
    conversation = alice.direct(bob)
    at_alices, at_bobs = browser_of(alice), browser_of(bob)
    at_alices.open_conversation(conversation)
    at_bobs.open_conversation(conversation)
    said: list[str] = []
    for name in ("web.1", "web.2"):
        at_alices.say(f"before {name} dies")
        at_bobs.expect_texts(*said, f"before {name} dies")
        dead = machine.kill(name)
        at_alices.say(f"alice while {name} is dead")
        at_bobs.say(f"bob while {name} is dead")
        for window, text in ((at_alices, f"alice while {name} is dead"), (at_bobs, f"bob while {name} is dead")):
            window.expect_status(text, "Read")
        said = [*said, f"before {name} dies", *at_alices.texts()[-2:]]
        at_alices.expect_texts(*said)
        at_bobs.expect_texts(*said)
        while machine.children.get(name, dead) == dead or not machine.is_ready():
            at_alices.page.wait_for_timeout(100)
    assert bob.bodies(conversation) == said
    expect(at_alices.page.locator("connection-line .connection-line")).to_have_text("")
