"""A network that lets requests through and no WebSocket: all goes and comes, and the page says what is so."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Opens
from tests.browser.people import Person
from tests.browser.proxy import network_before
from tests.browser.window import Window

#: Milliseconds until the client gives the socket up: two attempts that hang take ten seconds each.
_PATIENCE = 60_000
LIMITED = "This network blocks live updates. You cannot see who is typing."


def line(window: Window) -> Locator:
    return window.page.locator("connection-line [role=status]")


@pytest.mark.parametrize("hangs", [False, True], ids=["refused", "hangs"])
def test_people_talk_where_no_socket_opens(
    visitor: Opens, address: str, alice: Person, bob: Person, hangs: bool
) -> None:
    conversation = alice.direct(bob)
    with network_before(urlsplit(address).port or 80, hangs=hangs) as network:
        window = visitor()
        window.address = network.url
        window.sign_in(alice)
        window.open_conversation(conversation)
        window.send_message("One")
        window.send_message("Two")
        expect(line(window)).to_have_text(LIMITED, timeout=_PATIENCE)
        expect(window.message("Two").locator(".message-status")).to_contain_text("Sent", timeout=_PATIENCE)
        assert bob.bodies(conversation) == ["One", "Two"]
        bob.read(conversation, bob.send_message(conversation, "I hear you"))
        expect(window.message("I hear you")).to_be_visible()
        expect(window.message("Two").locator(".message-status")).to_contain_text("Read")
        window.send_message("Three")
        expect(window.message("Three").locator(".message-status")).to_contain_text("Sent")
        window.page.close()


def test_the_socket_takes_over_once_it_opens(visitor: Opens, address: str, alice: Person, bob: Person) -> None:
    conversation = alice.direct(bob)
    with network_before(urlsplit(address).port or 80, hangs=False) as network:
        window = visitor()
        window.address = network.url
        window.sign_in(alice)
        window.open_conversation(conversation)
        expect(line(window)).to_have_text(LIMITED, timeout=_PATIENCE)
        network.opens = True
        # The browser comes back to this page: a reason to try again at once.
        window.page.evaluate("dispatchEvent(new Event('online'))")
        expect(line(window)).to_have_text("")
        bob.send_message(conversation, "Live again")
        expect(window.message("Live again")).to_be_visible()
        window.send_message("Good")
        expect(window.message("Good").locator(".message-status")).to_contain_text("Sent")
        assert bob.bodies(conversation) == ["Live again", "Good"]
        window.page.close()
