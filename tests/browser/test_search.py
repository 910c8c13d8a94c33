"""Finding a message, going to it, and back to the results."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Opens
from tests.browser.people import Person

_NARROW, _MIDDLE, _WIDE = (390, 844), (820, 1180), (1440, 900)


@pytest.mark.parametrize("size", [_NARROW, _MIDDLE, _WIDE])
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
    field.fill("light clos")
    hits = window.dialog.locator(".search-hit")
    # The worker may index a moment later.
    for _ in range(100):
        window.page.wait_for_timeout(1_000)
        if hits.count():
            break
        field.fill("light clo" if field.input_value() == "light clos" else "light clos")
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
