"""The list: what is muted, pinned and archived, for oneself."""

from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect

from tests.browser.conftest import Opens
from tests.browser.people import Person


def test_a_pinned_conversation_stays_at_the_top(browser_of: Opens, alice: Person, bob: Person) -> None:
    pinned, other = alice.group("Pinned", bob), alice.group("Other", bob)
    at_alices = browser_of(alice)
    at_alices.open_conversation(pinned)
    at_alices.choose("Pin to the top")
    bob.send_message(other, "newer")
    expect(at_alices.row("Other")).to_contain_text("newer")
    expect(at_alices.page.locator("a.conversation-row").first).to_contain_text("Pinned")


def test_a_muted_conversation_does_not_ask_for_attention(browser_of: Opens, alice: Person, bob: Person) -> None:
    muted = alice.group("Muted", bob)
    elsewhere = alice.group("Elsewhere", bob)
    at_alices = browser_of(alice)
    at_alices.open_conversation(muted)
    at_alices.choose("Mute", "8 hours")
    expect(at_alices.page.locator("notice-stack")).to_contain_text("Muted")
    until = datetime.fromisoformat(alice.get(f"conversations/{muted}")["membership"]["muted_until"])
    assert timedelta(hours=7) < until - datetime.now(UTC) < timedelta(hours=9)
    at_alices.open_conversation(elsewhere)
    bob.send_message(muted, "psst")
    expect(at_alices.row("psst")).to_contain_text("1 unread message")
    expect(at_alices.row("psst")).to_contain_text("muted")
    expect(at_alices.page).to_have_title("Elsewhere · Parlance")


def test_an_archived_conversation_is_put_away_and_taken_out(browser_of: Opens, alice: Person, bob: Person) -> None:
    old = alice.group("Old project", bob)
    alice.group("New project", bob)
    at_alices = browser_of(alice)
    at_alices.open_conversation(old)
    at_alices.choose("Archive")
    conversations = at_alices.page.get_by_role("navigation", name="Conversations", exact=True)
    expect(conversations).not_to_contain_text("Old project")
    at_alices.open("New project")
    at_alices.choose("Archive")
    expect(conversations).not_to_contain_text("New project")
    # A user who archived everything is no newcomer.
    at_alices.visit("/")
    expect(at_alices.page.get_by_role("heading", name="Pick a conversation")).to_be_visible()
    at_alices.page.get_by_role("button", name="Archived").click()
    at_alices.row("Old project").click()
    at_alices.choose("Unarchive")
    expect(conversations).to_contain_text("Old project")


def test_a_draft_is_kept_for_each_conversation(browser_of: Opens, alice: Person, bob: Person) -> None:
    alice.group("First", bob)
    alice.group("Second", bob)
    at_alices = browser_of(alice)
    at_alices.visit("/")
    at_alices.open("First")
    at_alices.composer.fill("half a tho")
    at_alices.open("Second")
    expect(at_alices.composer).to_have_value("")
    expect(at_alices.row("First")).to_contain_text("Draft: half a tho")
    at_alices.reload_when_kept()
    at_alices.open("First")
    expect(at_alices.composer).to_have_value("half a tho")


def test_conversations_that_are_not_loaded_are_found(browser_of: Opens, alice: Person, bob: Person) -> None:
    alice.group("Ωmega 0", bob)
    for number in range(230):  # the first page, what sync brings, and the pages that the list asks for ahead
        alice.group(f"Alpha {number}", bob)
    at_alices = browser_of(alice)
    at_alices.visit("/")
    expect(at_alices.row("Alpha 229")).to_be_visible()
    expect(at_alices.row("Ωmega 0")).to_have_count(0)
    field = at_alices.page.get_by_label("Filter conversations")
    field.fill("ωmega")
    expect(at_alices.row("Ωmega 0")).to_be_visible()
    at_alices.picture("filter")
    field.fill("nowhere")
    expect(at_alices.page.locator("conversation-list")).to_contain_text("Nothing found.")
    at_alices.page.reload()
    at_alices.page.keyboard.press("Control+k")
    at_alices.dialog.get_by_role("combobox").fill("Ωmega 0")
    found = at_alices.dialog.get_by_role("option").filter(has_not_text="Search messages")
    found.filter(has_text="Ωmega 0").click()
    expect(at_alices.page).to_have_title("Ωmega 0 · Parlance")


def test_the_list_goes_on_to_its_end(browser_of: Opens, alice: Person, bob: Person) -> None:
    for number in range(160):
        alice.group(f"Alpha {number}", bob)
    at_alices = browser_of(alice)
    at_alices.visit("/")
    expect(at_alices.row("Alpha 159")).to_be_visible()
    rows = at_alices.page.locator("conversation-list .rows")
    shown = at_alices.page.locator("a.conversation-row")
    expect(shown).to_have_count(100)
    # The next rows are held already: scrolling must not stop there.
    for least in (101, 160):
        rows.evaluate("(view) => view.scrollTo(0, view.scrollHeight)")
        expect(shown.nth(least - 1)).to_be_attached()
