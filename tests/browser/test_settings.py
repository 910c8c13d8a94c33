"""The pages about oneself."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Opens
from tests.browser.people import Person
from tests.world import PASSWORD

_LOGIN = re.compile("/accounts/login/")
_NEW_PASSWORD = "four other long words"

# Everything this browser keeps, by name of the store.
_KEPT = """
async () => {
  const kept = {};
  for (const { name } of await indexedDB.databases()) {
    const database = await new Promise((resolve) => {
      const opening = indexedDB.open(name);
      opening.onsuccess = () => resolve(opening.result);
    });
    for (const store of database.objectStoreNames) {
      const values = await new Promise((resolve) => {
        const reading = database.transaction(store).objectStore(store).getAll();
        reading.onsuccess = () => resolve(reading.result);
      });
      if (values.length > 0) kept[store] = values;
    }
    database.close();
  }
  return kept;
}
"""


def test_a_device_that_is_ended_is_signed_out_within_5_s(browser_of: Opens, alice: Person, bob: Person) -> None:
    conversation = alice.direct(bob)
    phone, laptop = browser_of(alice), browser_of(alice)
    phone.open_conversation(conversation)
    phone.send_message("From my phone")
    phone.expect_status("From my phone", "Sent")
    laptop.visit("/settings/security/")
    expect(laptop.page.locator(".device")).to_have_count(3)  # the third is the app that registered her
    laptop.page.locator(".device").filter(has=laptop.page.get_by_role("button")).filter(has_text="Chrome").get_by_role(
        "button", name="Sign out"
    ).click()
    expect(phone.page).to_have_url(_LOGIN, timeout=5_000)
    expect(phone.page.get_by_role("status")).to_contain_text("You were signed out here.")
    expect(laptop.page.locator(".device")).to_have_count(2)


def test_a_changed_password_signs_the_others_out(browser_of: Opens, visitor: Opens, alice: Person) -> None:
    phone, laptop = browser_of(alice), browser_of(alice)
    phone.visit("/")
    laptop.visit("/settings/account/")
    laptop.page.get_by_role("link", name="Change password").click()
    laptop.page.get_by_label("Current password").fill(PASSWORD)
    laptop.page.get_by_label(re.compile("^new password$", re.I)).fill(_NEW_PASSWORD)
    laptop.page.get_by_label(re.compile("^new password .again", re.I)).fill(_NEW_PASSWORD)
    laptop.page.get_by_role("button", name="Change password").click()
    expect(laptop.page.get_by_role("status").or_(laptop.page.locator(".messages"))).to_contain_text("Password")
    expect(phone.page).to_have_url(_LOGIN, timeout=5_000)
    expect(phone.page.get_by_role("status")).to_contain_text("Your password was changed")
    stranger = visitor()
    stranger.visit("/accounts/login/")
    stranger.fill_in_login(alice)
    expect(stranger.page.get_by_role("alert").or_(stranger.page.locator(".notice"))).to_be_visible()


def test_settings_are_a_key_away_and_lead_back_to_the_conversation(
    browser_of: Opens, alice: Person, bob: Person
) -> None:
    conversation = alice.direct(bob)
    alice.send_message(conversation, "Hello")
    at_alices, at_bobs = browser_of(alice, timezone_id="Asia/Tokyo"), browser_of(bob)
    page = at_alices.page
    at_alices.open_conversation(conversation)
    page.keyboard.press("Control+,")
    expect(page).to_have_url(re.compile("/settings/$"))
    page.get_by_label("Display name").fill("Queen Alice")
    time_zone = page.get_by_label("Time zone").and_(page.locator("input"))  # once the script has replaced the list
    time_zone.click()
    page.get_by_role("option", name="Oslo, Norway").scroll_into_view_if_needed()
    assert at_alices.violations() == []
    at_alices.picture("time-zones")
    time_zone.fill("norw")
    page.keyboard.press("Enter")
    expect(time_zone).to_have_value(re.compile("^Oslo, Norway"))
    page.get_by_role("button", name="Use it").click()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("Display name")).to_have_value("Queen Alice")
    expect(time_zone).to_have_value("Tokyo, Japan (UTC+09:00)")
    page.get_by_role("link", name="Back to chat").click()
    expect(page).to_have_url(re.compile(f"/c/{conversation}$"))
    at_bobs.visit("/")
    expect(at_bobs.row("Queen Alice")).to_be_visible()


def test_signing_out_leaves_nothing_behind(browser_of: Opens, alice: Person, bob: Person) -> None:
    conversation = alice.direct(bob)
    at_alices = browser_of(alice)
    at_alices.open_conversation(conversation)
    at_alices.composer.fill("half a thought")
    at_alices.page.wait_for_function(f"({_KEPT})().then((kept) => kept.drafts?.length === 1)")
    at_alices.page.get_by_role("button", name="You: ").click()
    at_alices.page.get_by_role("menuitem", name="Sign out").click()
    at_alices.dialog.get_by_role("button", name="Sign out anyway").click()
    expect(at_alices.page).to_have_url(_LOGIN)
    assert at_alices.page.evaluate(_KEPT) == {}
    at_alices.visit("/")
    expect(at_alices.page).to_have_url(_LOGIN)
