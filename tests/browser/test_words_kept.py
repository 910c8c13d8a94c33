"""Words stay in their field when they are refused, edited over, or do not fit."""

from playwright.sync_api import Route, expect

from tests.browser.conftest import Opens
from tests.browser.people import Person
from tests.browser.refusing import refuse


def test_a_refused_edit_keeps_its_words(browser_of: Opens, alice: Person, bob: Person, conversation: str) -> None:
    alice.send_message(conversation, "old words")
    at_alices = browser_of(alice)
    refuse(at_alices, "message.edit", times=1)
    at_alices.open_conversation(conversation)
    at_alices.act("old words", "Edit")
    at_alices.composer.fill("new words")
    at_alices.composer.press("Enter")
    failure = at_alices.page.locator(".message-failure")
    expect(failure).to_contain_text("Not changed. You may not.")
    at_alices.expect_texts("old words")
    failure.get_by_role("button", name="Try again").click()
    at_alices.expect_texts("new words (edited)")
    expect(failure).to_have_count(0)


def test_an_edit_and_the_draft_under_it_survive(
    browser_of: Opens, alice: Person, bob: Person, conversation: str
) -> None:
    alice.send_message(conversation, "old words")
    alice.group("Elsewhere", bob)
    at_alices = browser_of(alice)
    at_alices.open_conversation(conversation)
    at_alices.composer.fill("half a thought")
    at_alices.act("old words", "Edit")
    at_alices.composer.fill("new wor")
    at_alices.open("Elsewhere")
    expect(at_alices.row(bob.name)).to_contain_text("Draft: half a thought")
    at_alices.open(bob.name)
    expect(at_alices.composer).to_have_value("new wor")
    at_alices.reload_when_kept()
    expect(at_alices.composer).to_have_value("new wor")
    at_alices.composer.press("Escape")
    expect(at_alices.composer).to_have_value("half a thought")


def test_a_full_outbox_keeps_the_words_in_the_field(browser_of: Opens, alice: Person, conversation: str) -> None:
    at_alices = browser_of(alice)
    at_alices.open_conversation(conversation)
    at_alices.go_offline()
    at_alices.page.evaluate(
        """(id) => {
          const { messages } = document.querySelector("chat-screen").chat;
          for (let n = 0; n < 500; n++) messages.send(id, `${n}`);
        }""",
        conversation,
    )
    at_alices.composer.fill("one more")
    at_alices.composer.press("Enter")
    expect(at_alices.composer).to_have_value("one more")
    expect(at_alices.page.get_by_role("alert")).to_contain_text("500 messages and changes wait to be sent.")
    line = at_alices.page.locator("connection-line")
    expect(line).to_contain_text("500 messages wait to be sent")
    at_alices.picture("outbox-full")
    at_alices.go_online()
    expect(line).not_to_contain_text("wait to be sent", timeout=60_000)
    # There is room once the first of them is sent.
    while at_alices.composer.input_value():
        at_alices.composer.press("Enter")
        at_alices.page.wait_for_timeout(200)
    # It goes after the 500, one at a time.
    expect(at_alices.message("one more").locator(".message-status")).to_contain_text("Sent", timeout=200_000)


def test_the_enter_that_confirms_a_choice_sends_nothing(
    browser_of: Opens, alice: Person, bob: Person, conversation: str
) -> None:
    """Safari sends the key after the composition ended: only its key code tells it apart."""
    at_alices = browser_of(alice)
    at_alices.open_conversation(conversation)
    confirm = """(field, key) => field.dispatchEvent(
      new KeyboardEvent('keydown', { key, keyCode: 229, bubbles: true, cancelable: true }))"""
    at_alices.composer.fill("日本")
    at_alices.composer.evaluate(confirm, "Enter")
    expect(at_alices.composer).to_have_value("日本")
    at_alices.page.keyboard.press("Control+k")
    switcher = at_alices.dialog.get_by_role("combobox")
    switcher.fill(bob.name)
    expect(at_alices.dialog.get_by_role("option", name=bob.name).first).to_be_visible()
    switcher.evaluate(confirm, "Enter")
    switcher.evaluate(confirm, "Escape")
    expect(at_alices.dialog).to_be_visible()
    at_alices.page.keyboard.press("Escape")
    at_alices.composer.press("Enter")
    at_alices.expect_texts("日本")


def test_a_form_that_is_refused_keeps_what_was_typed(browser_of: Opens, alice: Person, bob: Person) -> None:
    garden = alice.group("Garden", bob)
    at_alices = browser_of(alice)
    at_alices.open_conversation(garden)
    refused = {"code": "unavailable", "detail": ""}

    def refuse(route: Route) -> None:
        if route.request.method == "PATCH":
            route.fulfill(status=503, json=refused)
        else:
            route.fallback()

    at_alices.page.route(f"**/api/v1/conversations/{garden}", refuse)
    at_alices.page.locator("conversation-header").get_by_role("button", name="Details").click()
    pane = at_alices.page.locator("details-pane")
    pane.get_by_role("button", name="Edit").click()
    pane.get_by_label("Title").fill("Meadow")
    # Changes by others leave the fields as they are.
    alice.ask("PATCH", f"conversations/{garden}", {"topic": "Seeds"})
    expect(at_alices.page.locator("conversation-header")).to_contain_text("Seeds")
    pane.get_by_role("button", name="Save").click()
    expect(pane.get_by_role("alert")).to_contain_text("The server is busy. Try again in a moment.")
    expect(pane.get_by_label("Title")).to_have_value("Meadow")
    at_alices.page.unroute(f"**/api/v1/conversations/{garden}")
    pane.get_by_role("button", name="Save").click()
    expect(at_alices.page).to_have_title("Meadow · Parlance")
    at_alices.forgive("503")

    at_alices.page.route("**/api/v1/notifications/preferences", refuse)
    at_alices.visit("/settings/notifications/")
    word = at_alices.main.get_by_label("Words that count as a mention")
    word.fill("deploy")
    word.press("Enter")
    expect(at_alices.page.locator("notice-stack")).to_contain_text("The server is busy.")
    expect(word).to_have_value("deploy")
    at_alices.page.unroute("**/api/v1/notifications/preferences")
    word.press("Enter")
    expect(at_alices.main.locator(".chip")).to_have_text(["deploy"])
    expect(word).to_have_value("")
    at_alices.forgive("503")
