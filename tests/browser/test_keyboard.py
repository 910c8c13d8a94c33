"""Everything without a pointer."""

from playwright.sync_api import expect

from tests.browser.conftest import Opens
from tests.browser.people import Person


def test_a_conversation_by_keyboard_alone(browser_of: Opens, visitor: Opens, alice: Person, bob: Person) -> None:
    at_bobs = browser_of(bob)
    at_bobs.visit("/")
    at_alices = visitor()
    at_alices.visit("/accounts/login/")
    keys = at_alices.page.keyboard
    at_alices.page.get_by_label("Username or email").focus()
    keys.type(alice.username)
    keys.press("Tab")
    keys.type("correct horse battery staple")
    keys.press("Enter")
    expect(at_alices.page.get_by_role("button", name="New conversation")).to_be_visible()

    # Ctrl-K, a few letters, Enter: there, and in the message field.
    keys.press("Control+k")
    expect(at_alices.dialog.get_by_role("combobox")).to_be_focused()
    keys.type(bob.username)
    expect(at_alices.dialog.get_by_role("option", name=bob.name)).to_be_visible()
    keys.press("Enter")
    expect(at_alices.composer).to_be_focused()
    keys.type("First line")
    keys.press("Shift+Enter")
    keys.type("second line")
    keys.press("Enter")
    expect(at_alices.page.locator(".message-text")).to_have_count(1)
    expect(at_bobs.row(alice.name)).to_contain_text("First line second line")

    # Up the timeline: react, reply, edit, delete.
    keys.press("Shift+Tab")
    expect(at_alices.page.locator("message-item").last).to_be_focused()
    keys.press("r")
    expect(at_alices.composer).to_be_focused()
    expect(at_alices.page.locator(".composer-chip")).to_contain_text("First line")
    keys.press("Escape")
    expect(at_alices.page.locator(".composer-chip")).to_have_count(0)
    keys.press("ArrowUp")
    keys.type(", changed")
    keys.press("Enter")
    expect(at_alices.page.locator("message-item").last).to_contain_text("(edited)")
    keys.press("Shift+Tab")
    keys.press("Enter")
    expect(at_alices.page.get_by_role("menuitem", name="Reply")).to_be_focused()
    keys.press("Escape")
    expect(at_alices.page.get_by_role("menu")).to_have_count(0)
    keys.press("Delete")
    expect(at_alices.dialog.get_by_role("button", name="Delete")).to_be_focused()
    keys.press("Enter")
    at_alices.expect_texts("Message deleted")


def test_the_switcher_leads_to_conversations_commands_and_searches(
    browser_of: Opens, alice: Person, bob: Person
) -> None:
    garden = alice.group("Design meeting", bob)
    bob.send_message(garden, "the needle is here")
    at_alices = browser_of(alice)
    at_alices.visit("/")
    expect(at_alices.row("Design meeting")).to_be_visible()
    keys, found = at_alices.page.keyboard, at_alices.dialog.get_by_role("option")
    for width in (390, 820, 1440):
        at_alices.page.set_viewport_size({"width": width, "height": 800})
        keys.press("Control+k")
        expect(at_alices.dialog.get_by_role("combobox")).to_be_focused()
        keys.type("dm")
        expect(found.first).to_contain_text("Design meeting")
        keys.press("Enter")
        expect(at_alices.page).to_have_title("Design meeting · Parlance")
    keys.press("Control+k")
    keys.type("keyb")
    expect(found.first).to_contain_text("Keyboard shortcuts")
    at_alices.picture("switcher")
    keys.press("Enter")
    expect(at_alices.dialog.get_by_role("heading", name="Keyboard shortcuts")).to_be_visible()
    keys.press("Escape")
    expect(at_alices.dialog).to_have_count(0)
    keys.press("Control+k")
    keys.type("needle")
    expect(found.last).to_contain_text("Search messages for “needle”")
    keys.press("ArrowUp")
    keys.press("Enter")
    expect(at_alices.dialog.get_by_role("searchbox")).to_have_value("needle")


def test_the_list_is_walked_with_the_arrow_keys(browser_of: Opens, alice: Person, bob: Person) -> None:
    _, _, first = [alice.group(title, bob) for title in ("Third", "Second", "First")]
    window = browser_of(alice)
    window.visit("/")
    window.page.get_by_label("Filter conversations").focus()
    window.page.keyboard.press("ArrowDown")
    expect(window.row("First")).to_be_focused()
    window.page.keyboard.press("ArrowDown")
    expect(window.row("Second")).to_be_focused()
    window.page.keyboard.press("Enter")
    expect(window.page.locator("conversation-header")).to_contain_text("Second")
    window.page.keyboard.press("Alt+ArrowDown")
    expect(window.page.locator("conversation-header")).to_contain_text("Third")
    bob.send_message(first, "Wake up")
    expect(window.row("First")).to_contain_text("1 unread message")
    window.page.keyboard.press("Alt+Shift+ArrowUp")
    expect(window.page.locator("conversation-header")).to_contain_text("First")


def test_a_dialog_gives_the_focus_back(browser_of: Opens, alice: Person) -> None:
    window = browser_of(alice)
    window.visit("/")
    opener = window.page.get_by_role("button", name="New conversation")
    opener.focus()
    window.page.keyboard.press("Enter")
    expect(window.dialog.get_by_label("Find people")).to_be_focused()
    window.page.keyboard.press("Escape")
    expect(window.dialog).to_have_count(0)
    expect(opener).to_be_focused()


def test_the_first_tab_skips_to_the_conversation(browser_of: Opens, alice: Person) -> None:
    window = browser_of(alice)
    window.visit("/")
    expect(window.page.get_by_role("button", name="New conversation")).to_be_visible()
    window.page.keyboard.press("Tab")
    expect(window.page.get_by_role("link", name="Skip to the conversation")).to_be_focused()
    window.page.keyboard.press("Enter")
    expect(window.page.locator("#conversation")).to_be_focused()
