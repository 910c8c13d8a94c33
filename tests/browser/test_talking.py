"""Two people find each other and talk."""

from uuid import uuid4

from playwright.sync_api import expect

from tests.browser.conftest import Opens
from tests.browser.people import Person
from tests.world import PASSWORD


def test_a_newcomer_registers_and_is_a_click_away_from_talking(visitor: Opens, browser_of: Opens, bob: Person) -> None:
    at_bobs = browser_of(bob)
    at_bobs.visit("/")
    newcomer = visitor()
    page = newcomer.page
    newcomer.visit("/")
    page.get_by_role("link", name="Create an account").click()
    name = f"dora-{uuid4().hex[:6]}"
    page.get_by_label("Username").fill(name)
    page.get_by_label("Email").fill(f"{name}@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()

    page.get_by_role("button", name="Start a conversation").first.click()
    newcomer.dialog.get_by_label("Find people").fill(bob.username)
    newcomer.dialog.get_by_role("option", name=bob.name).click()
    newcomer.send_message("Hello Bob")

    expect(at_bobs.row(name)).to_contain_text("Hello Bob")
    at_bobs.open(name)
    at_bobs.send_message("Welcome, Dora")
    newcomer.expect_texts("Hello Bob", "Welcome, Dora")


def test_the_ticks_tell_sent_delivered_and_read(browser_of: Opens, alice: Person, bob: Person) -> None:
    conversation = alice.direct(bob)
    at_alices = browser_of(alice)
    at_alices.open_conversation(conversation)
    at_alices.send_message("Are you there?")
    at_alices.expect_status("Are you there?", "Sent")
    at_bobs = browser_of(bob)
    at_bobs.visit("/")
    at_alices.expect_status("Are you there?", "Delivered")
    at_bobs.open(alice.name)
    at_alices.expect_status("Are you there?", "Read")


def test_presence_and_typing_are_seen(browser_of: Opens, alice: Person, bob: Person) -> None:
    conversation = alice.direct(bob)
    at_alices, at_bobs = browser_of(alice), browser_of(bob)
    at_alices.open_conversation(conversation)
    header = at_alices.page.locator("conversation-header")
    expect(header).not_to_contain_text("Online")
    at_bobs.open_conversation(conversation)
    expect(header).to_contain_text("Online")
    at_bobs.composer.press_sequentially("I am wri")
    foot = at_alices.page.locator(".composer-foot")
    expect(foot).to_contain_text(f"{bob.name} is typing…")
    expect(at_alices.row(bob.name)).to_contain_text("typing…")
    at_bobs.composer.fill("")
    expect(foot).not_to_contain_text("typing…")


def test_unread_is_counted_until_it_is_read(browser_of: Opens, alice: Person, bob: Person) -> None:
    conversation = alice.direct(bob)
    at_bobs = browser_of(bob)
    at_bobs.visit("/")
    for text in ("one", "two", "three"):
        alice.send_message(conversation, text)
    expect(at_bobs.row(alice.name)).to_contain_text("3 unread messages")
    expect(at_bobs.page).to_have_title("(3) Parlance")
    at_bobs.open(alice.name)
    expect(at_bobs.row(alice.name)).not_to_contain_text("unread")
