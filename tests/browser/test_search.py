"""Finding a message, going to it, and back to the results."""

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Opens
from tests.browser.files import becomes_ready, picture, upload
from tests.browser.people import Person
from tests.browser.window import Window

_FIELD = "[role=searchbox]"
_NARROW, _MIDDLE, _WIDE = (390, 844), (820, 1180), (1440, 900)
_SIZES = pytest.mark.parametrize("size", [_NARROW, _MIDDLE, _WIDE])


def search_until(window: Window, query: str, found: Locator) -> None:
    """Searches again until something is found: the worker may index a moment later."""
    field = window.dialog.locator(_FIELD)
    for _ in range(100):
        field.fill(query)
        window.page.wait_for_timeout(1_000)
        if found.count():
            return
        field.fill("")
    raise AssertionError(f"{query} is not found")


@_SIZES
def test_message_is_found_by_keyboard_and_left_for_the_results_again(
    size: tuple[int, int], browser_of: Opens, alice: Person, conversation: str
) -> None:
    window = browser_of(alice)
    window.page.set_viewport_size({"width": size[0], "height": size[1]})
    window.open_conversation(conversation)
    for text in ("The lighthouse is closed", "Nothing to see here", "Who has the key of the lighthouse?"):
        window.send_message(text)
        window.expect_status(text, "Sent")

    window.page.keyboard.press("Control+f")
    field = window.dialog.get_by_role("searchbox")
    expect(field).to_be_focused()
    hits = window.dialog.locator(".search-hit")
    search_until(window, "light clos", hits)
    expect(hits).to_have_count(1)
    expect(hits.locator("mark").first).to_have_text("light")
    assert window.violations() == []

    window.page.keyboard.press("ArrowDown")
    window.page.keyboard.press("Enter")
    expect(window.dialog).to_have_count(0)
    expect(window.message("The lighthouse is closed")).to_be_visible()

    back = window.page.get_by_role("button", name="Back to the search results")
    back.click()
    expect(window.dialog.locator(".search-hit.visited")).to_be_focused()
    window.page.keyboard.press("Escape")
    window.page.get_by_role("button", name="End the search").click()
    expect(back).to_have_count(0)


def test_search_says_what_it_does_not_understand(browser_of: Opens, alice: Person, conversation: str) -> None:
    window = browser_of(alice)
    window.open_conversation(conversation)
    window.page.keyboard.press("Control+f")

    window.dialog.get_by_role("searchbox").fill("has:cheese")

    expect(window.dialog.get_by_role("status")).to_contain_text("has: must be one of link, file")
    assert window.violations() == []
    window.forgive("400 (Bad Request)")


def test_search_fits_a_phone_where_the_title_is_long(browser_of: Opens, alice: Person, bob: Person) -> None:
    window = browser_of(alice, width=390, height=844)
    window.open_conversation(alice.group("The committee for the lighthouse and all its surroundings " * 2, bob))
    window.page.keyboard.press("Control+f")
    head = window.dialog.locator(".search-head")
    expect(head).to_be_visible()
    assert head.evaluate("(each) => each.scrollWidth <= each.clientWidth && each.clientWidth <= innerWidth")


@_SIZES
def test_files_and_pinned_messages_are_found_and_lead_to_their_messages(
    size: tuple[int, int], browser_of: Opens, alice: Person, bob: Person, conversation: str
) -> None:
    file = upload(bob, conversation, picture("lighthouse plan.png"))
    becomes_ready(bob, file)
    bob.send_message(conversation, "Here it is", attachments=[file])
    pinned = bob.send_message(conversation, "The lighthouse opens at nine")
    alice.ask("PUT", f"conversations/{conversation}/messages/{pinned}/pin")
    window = browser_of(alice, width=size[0], height=size[1])
    window.open_conversation(conversation)
    window.page.keyboard.press("Control+f")

    files = window.dialog.locator(".search-of-file")
    search_until(window, "lighthouse", files)
    expect(window.dialog.locator(".search-title")).to_have_text(["Files", "Messages"])
    expect(files).to_contain_text("lighthouse plan")
    assert window.violations() == []
    window.dialog.get_by_role("button", name="Pinned").click()
    expect(window.dialog.locator(".search-hit:not(.search-of-file)")).to_have_count(1)
    expect(window.dialog.locator(".search-hits")).to_contain_text("opens at nine")
    window.dialog.get_by_role("button", name="Pinned").click()

    # By keyboard: the files come first.
    window.dialog.locator(_FIELD).focus()
    expect(files).to_have_count(1)
    window.page.keyboard.press("ArrowDown")
    expect(files).to_be_focused()
    window.page.keyboard.press("Enter")
    expect(window.dialog).to_have_count(0)
    expect(window.message("Here it is")).to_be_visible()


@_SIZES
def test_admin_sets_the_language_and_other_forms_of_a_word_are_found(
    size: tuple[int, int], browser_of: Opens, alice: Person, bob: Person
) -> None:
    group = alice.group("Club", bob)
    bob.send_message(group, "running")
    window = browser_of(alice, width=size[0], height=size[1])
    window.open_conversation(group)
    window.page.locator(".header-title").click()
    pane = window.page.locator("details-pane")
    pane.get_by_role("button", name="Edit").click()
    choice = pane.get_by_label("Language of the messages")
    expect(choice).to_have_value("")
    choice.select_option("English")
    assert window.violations() == []
    pane.get_by_role("button", name="Save").click()
    expect(pane.get_by_role("button", name="Edit")).to_be_visible()

    pane.get_by_role("button", name="Edit").click()
    expect(choice).to_have_value("english")
    window.page.keyboard.press("Control+f")
    hits = window.dialog.locator(".search-hit")
    search_until(window, "runs", hits)
    expect(hits.locator("mark")).to_have_text("running")
