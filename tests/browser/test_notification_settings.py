"""Users choose what they are notified of, and give the browser's permission for it."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Opens
from tests.browser.notified import Notified
from tests.browser.people import Person
from tests.browser.test_accessibility import SIZES, Light

pytestmark = pytest.mark.whole_browser

# A headless browser denies what was not granted: this is one that would ask.
_UNDECIDED = """
Object.defineProperty(Notification, "permission", { get: () => "default" });
Notification.requestPermission = async () => {
  window.timesAsked = (window.timesAsked ?? 0) + 1;
  return "default";
};
"""


def test_permission_is_asked_at_a_press_only(browser_of: Opens, alice: Person, conversation: str) -> None:
    window = browser_of(alice)
    window.page.add_init_script(_UNDECIDED)
    window.open_conversation(conversation)
    offer = window.page.get_by_role("complementary", name="Notifications")
    expect(offer).to_have_count(0)
    window.send_message("My first message")
    expect(offer).to_contain_text("Get notified of new messages when Parlance is closed")
    assert window.violations() == []
    window.picture("offer")
    window.go_offline()
    expect(window.page.locator(".connection-line")).to_be_visible()
    expect(offer).to_have_count(0)
    window.go_online()
    expect(offer).to_be_visible()
    assert window.page.evaluate("window.timesAsked") is None
    offer.get_by_role("button", name="Turn on").click()
    window.page.wait_for_function("window.timesAsked === 1")
    offer.get_by_role("button", name="Not now").click()
    expect(offer).to_have_count(0)
    window.page.reload()
    window.send_message("My second message")
    window.expect_status("My second message", "Sent")
    expect(offer).to_have_count(0)


def test_settings_are_kept(at_alices: Notified, conversation: str) -> None:
    window = at_alices.window
    window.visit("/settings/notifications/")
    page = window.main
    channels = page.get_by_role("group", name="Channels")
    channels.get_by_label("Nothing").check()
    page.get_by_label("Words that count as a mention").fill("Deploy, on-call")
    page.get_by_role("button", name="Add").click()
    expect(page.locator(".chip")).to_have_text(["deploy", "on-call"])
    page.get_by_role("button", name="Remove deploy").click()
    page.get_by_label("Only the first message").check()
    page.get_by_label("Quiet hours").check()
    page.get_by_label("From", exact=True).fill("21:30")
    page.get_by_label("Sun").uncheck()
    page.get_by_role("button", name="1 hour").click()
    expect(page).to_contain_text("Do not disturb until")
    page.get_by_label("Sender only").check()
    # They are sent to the server one after the other: this is the last.
    with window.page.expect_response(lambda answer: "email_after" in (answer.request.post_data or "")):
        page.get_by_label("Unread messages").select_option("1440")
    window.page.reload()
    window.visit("/settings/notifications/")
    expect(channels.get_by_label("Nothing")).to_be_checked()
    expect(page.locator(".chip")).to_have_text(["on-call"])
    expect(page.get_by_label("Only the first message")).to_be_checked()
    expect(page.get_by_label("From", exact=True)).to_have_value("21:30")
    expect(page.get_by_label("Sun")).not_to_be_checked()
    expect(page.get_by_label("Mon")).to_be_checked()
    expect(page.get_by_label("Sender only")).to_be_checked()
    expect(page.get_by_label("Unread messages")).to_have_value("1440")
    page.get_by_role("button", name="Turn off").click()
    expect(page.get_by_role("button", name="1 hour")).to_be_visible()


def test_a_conversation_has_its_own_level(at_alices: Notified, bob: Person, conversation: str, alice: Person) -> None:
    window = at_alices.window
    window.open(bob.name)
    window.choose("Notifications")
    expect(window.dialog.get_by_label("Default")).to_be_checked()
    expect(window.dialog).to_contain_text("Your setting: everything")
    with window.page.expect_response("**/membership"):
        window.dialog.get_by_label("Only mentions").check()
    window.page.reload()
    window.choose("Notifications")
    expect(window.dialog.get_by_label("Only mentions")).to_be_checked()
    assert alice.get(f"conversations/{conversation}")["membership"]["notify"] == "mentions"


def test_why_i_was_not_notified(at_alices: Notified, alice: Person, bob: Person, conversation: str) -> None:
    bob.send_message(conversation, "Did you hear of this?")
    alice.ask("PATCH", f"conversations/{conversation}/membership", {"notify": "nothing"})
    window = at_alices.window
    window.open(bob.name)
    window.act("Did you hear of this?", "Why was I (not) notified?")
    expect(window.dialog.locator("p, .hop").first).to_be_visible()
    expect(window.dialog).to_contain_text("None of your devices is registered")
    assert window.violations() == []
    window.picture("why")


@pytest.mark.parametrize("light", ["light", "dark"])
def test_the_page_is_accessible(browser_of: Opens, alice: Person, light: Light) -> None:
    window = browser_of(alice, color_scheme=light, reduced_motion="reduce")
    window.context.grant_permissions(["notifications"], origin=window.address)
    window.visit("/")
    Notified(window).turn_on()
    alice.ask(
        "PATCH", "notifications/preferences", {"quiet_from": "22:00", "quiet_until": "07:00", "keywords": ["deploy"]}
    )
    for width, height in SIZES:
        window.page.set_viewport_size({"width": width, "height": height})
        window.visit("/settings/notifications/")
        expect(window.main).to_contain_text("By email")
        assert window.violations() == []
        window.picture(f"notifications-{width}-{light}")
        window.main.get_by_label("Unread messages").scroll_into_view_if_needed()
        window.picture(f"notifications-{width}-{light}-end")
