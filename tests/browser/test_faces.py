"""People behind faces: their card, blocking and reporting them."""

from playwright.sync_api import expect

from tests.browser.conftest import Opens
from tests.browser.people import Person


def test_a_name_opens_a_card_that_writes_blocks_and_reports(browser_of: Opens, alice: Person, bob: Person) -> None:
    group = alice.group("Faces", bob)
    bob.send_message(group, "Buy my watches")
    window = browser_of(alice)
    window.open_conversation(group)
    name = window.message("Buy my watches").get_by_role("button", name=bob.name)
    name.click()
    expect(window.dialog).to_contain_text(f"@{bob.username}")
    window.page.keyboard.press("Escape")
    expect(window.dialog).to_have_count(0)
    expect(name).to_be_focused()

    window.act("Buy my watches", "Report")
    window.dialog.get_by_role("radio", name="Spam").check()
    window.dialog.get_by_role("checkbox", name=f"Also block {bob.name}").check()
    window.dialog.get_by_role("button", name="Send report").click()
    expect(window.dialog).to_contain_text("Staff will review your report")
    window.dialog.get_by_role("button", name="Done").click()
    assert [each["id"] for each in alice.get("me/blocks")["items"]] == [bob.id]

    name.click()
    window.dialog.get_by_role("button", name="Unblock").click()
    expect(window.dialog.get_by_role("button", name="Block")).to_be_visible()
    window.dialog.get_by_role("button", name="Message").click()
    expect(window.page.locator("conversation-header")).to_contain_text(bob.name)
    expect(window.dialog).to_have_count(0)

    window.choose("Block", "Block")
    expect(window.page.locator("conversation-header")).to_contain_text("Blocked")
    window.visit("/settings/blocked/")
    window.page.get_by_role("button", name=f"Unblock {bob.name}").click()
    expect(window.page.get_by_role("main")).to_contain_text("You have not blocked anyone")


def test_names_in_the_timeline_open_the_card_by_key_and_by_click(browser_of: Opens, alice: Person, bob: Person) -> None:
    group = alice.group("Faces")
    alice.post(f"conversations/{group}/members", {"user": bob.id})
    body = f"Welcome, @{bob.username} and @noone"
    alice.send_message(group, body)
    window = browser_of(alice)
    window.open_conversation(group)
    # It is drawn with the present name.
    mention = window.message(f"Welcome, @{bob.name} and @noone").get_by_role("button", name=f"@{bob.name}")
    mention.click()
    expect(window.dialog).to_contain_text(bob.name)
    window.page.keyboard.press("Escape")
    expect(mention).to_be_focused()

    window.composer.focus()
    window.page.keyboard.press("Shift+Tab")
    expect(window.page.locator("message-item")).to_be_focused()
    window.page.keyboard.press("ArrowUp")
    expect(window.page.get_by_role("note")).to_be_focused()
    window.page.keyboard.press("Tab")
    name = window.page.get_by_role("note").get_by_role("button", name=bob.name)
    expect(name).to_be_focused()
    window.page.keyboard.press("Enter")
    expect(window.dialog).to_contain_text(f"@{bob.username}")
    window.page.keyboard.press("Escape")
    expect(name).to_be_focused()


def test_back_closes_a_card_on_a_phone(browser_of: Opens, alice: Person, bob: Person) -> None:
    group = alice.group("Faces", bob)
    bob.send_message(group, "Hello")
    window = browser_of(alice, width=390, height=844)
    window.open_conversation(group)
    window.message("Hello").get_by_role("button", name=bob.name).click()
    expect(window.dialog).to_be_visible()
    window.page.go_back()
    expect(window.dialog).to_have_count(0)
    expect(window.message("Hello")).to_be_visible()
