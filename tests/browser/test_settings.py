"""The pages about oneself."""

from playwright.sync_api import expect

from tests.browser.conftest import Opens
from tests.browser.people import Person


def test_a_device_that_is_ended_is_signed_out_within_5_s(browser_of: Opens, alice: Person, bob: Person) -> None:
    conversation = alice.direct(bob)
    phone, laptop = browser_of(alice), browser_of(alice)
    phone.open_conversation(conversation)
    phone.say("From my phone")
    phone.expect_status("From my phone", "Sent")
    laptop.visit("/settings/devices/")
    expect(laptop.page.locator(".device")).to_have_count(3)  # the third is the app that registered her
    laptop.page.locator(".device").filter(has=laptop.page.get_by_role("button")).filter(has_text="Chrome").get_by_role(
        "button", name="Sign out"
    ).click()
    expect(phone.page.get_by_role("link", name="Sign in").or_(phone.page.get_by_label("Password"))).to_be_visible(
        timeout=5_000
    )
    expect(laptop.page.locator(".device")).to_have_count(2)


def test_a_changed_password_signs_the_others_out(browser_of: Opens, visitor: Opens, alice: Person) -> None:
    phone, laptop = browser_of(alice), browser_of(alice)
    phone.visit("/")
    laptop.visit("/settings/account/")
    laptop.page.get_by_role("link", name="Change password").click()
    laptop.page.get_by_label("Current password").fill("correct horse battery staple")
    laptop.page.get_by_label("New password", exact=True).fill("four other long words")
    again = laptop.page.get_by_label("New password (again)")
    if again.count():
        again.fill("four other long words")
    laptop.page.get_by_role("button", name="Change password").click()
    expect(laptop.page.get_by_role("status").or_(laptop.page.locator(".messages"))).to_contain_text("Password")
    expect(phone.page.get_by_role("link", name="Sign in").or_(phone.page.get_by_label("Password"))).to_be_visible(
        timeout=5_000
    )
    stranger = visitor()
    stranger.visit("/accounts/login/")
    stranger.fill_in_login(alice)
    expect(stranger.page.get_by_role("alert").or_(stranger.page.locator(".notice"))).to_be_visible()


def test_a_new_name_is_seen_by_others(browser_of: Opens, alice: Person, bob: Person) -> None:
    alice.say(alice.direct(bob), "Hello")
    at_alices, at_bobs = browser_of(alice), browser_of(bob)
    at_alices.visit("/settings/profile/")
    at_alices.page.get_by_label("Display name").fill("Queen Alice")
    at_alices.page.get_by_role("button", name="Save").click()
    expect(at_alices.page.get_by_label("Display name")).to_have_value("Queen Alice")
    at_bobs.visit("/")
    expect(at_bobs.row("Queen Alice")).to_be_visible()


def test_signing_out_leaves_nothing_behind(browser_of: Opens, alice: Person, bob: Person) -> None:
    conversation = alice.direct(bob)
    at_alices = browser_of(alice)
    at_alices.open_conversation(conversation)
    at_alices.composer.fill("half a thought")
    at_alices.page.get_by_role("button", name="You: ").click()
    at_alices.page.get_by_role("menuitem", name="Sign out").click()
    expect(at_alices.page.get_by_label("Password", exact=True)).to_be_visible()
    assert at_alices.page.evaluate("indexedDB.databases().then((all) => all.map((each) => each.name))") == []
    at_alices.visit("/")
    expect(at_alices.page.get_by_label("Password", exact=True)).to_be_visible()
