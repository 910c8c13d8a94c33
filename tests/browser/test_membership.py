"""Members join and leave, and every member sees it at once."""

from playwright.sync_api import expect

from tests.browser.conftest import Opens
from tests.browser.people import Person


def test_a_group_is_made_from_the_screen(browser_of: Opens, alice: Person, bob: Person, carol: Person) -> None:
    at_bobs, at_alices = browser_of(bob), browser_of(alice)
    at_bobs.visit("/")
    at_alices.visit("/")
    at_alices.page.get_by_role("button", name="New conversation").click()
    at_alices.dialog.get_by_role("radio", name="Group").check()
    at_alices.dialog.get_by_label("Title").fill("Hiking")
    for friend in (bob, carol):
        at_alices.dialog.get_by_label("Find people").fill(friend.username)
        at_alices.dialog.get_by_role("option", name=friend.name).click()
    at_alices.dialog.get_by_role("button", name="Create group").click()
    at_alices.send_message("Where to?")
    at_bobs.open("Hiking")
    at_bobs.expect_texts("Where to?")


def test_a_removed_member_sees_it_vanish_at_once(browser_of: Opens, alice: Person, bob: Person) -> None:
    group = alice.group("Secret plans", bob)
    at_bobs, at_alices = browser_of(bob), browser_of(alice)
    at_bobs.open_conversation(group)
    at_alices.open_conversation(group)
    at_alices.send_message("Bob can read this")
    at_bobs.expect_texts("Bob can read this")
    at_alices.page.get_by_role("button", name="Members, 2").click()
    at_alices.page.get_by_role("button", name=f"More about {bob.name}").click()
    at_alices.page.get_by_role("menuitem", name="Remove").click()
    at_alices.dialog.get_by_role("button", name="Remove").click()
    expect(at_bobs.page.get_by_role("main")).to_contain_text("You left, or someone removed you.", timeout=5_000)
    expect(at_bobs.row("Secret plans")).to_have_count(0)
    at_alices.send_message("Bob cannot read this")
    at_alices.expect_status("Bob cannot read this", "Sent")
    alice.send_message(alice.direct(bob), "Bob can read this one")
    expect(at_bobs.row(alice.name)).to_contain_text("Bob can read this one")
    assert "Bob cannot" not in at_bobs.page.content()


def test_an_added_member_sees_it_appear(browser_of: Opens, alice: Person, bob: Person) -> None:
    group = alice.group("Book club")
    at_bobs, at_alices = browser_of(bob), browser_of(alice)
    at_bobs.visit("/")
    at_alices.open_conversation(group)
    at_alices.page.get_by_role("button", name="Invite people").click()
    at_alices.dialog.get_by_label("Find people").fill(bob.username)
    at_alices.dialog.get_by_role("option", name=bob.name).click()
    at_alices.dialog.get_by_role("button", name="Add", exact=True).click()
    at_bobs.open("Book club")
    expect(at_bobs.log).to_contain_text(f"{alice.name} added you")
    at_bobs.send_message("Thanks")
    at_alices.expect_texts("Thanks")
    expect(at_alices.log).to_contain_text(f"You added {bob.name}")


def test_an_invitation_link_lets_somebody_in(browser_of: Opens, alice: Person, bob: Person) -> None:
    group = alice.group("Choir")
    at_alices = browser_of(alice, permissions=["clipboard-read", "clipboard-write"])
    at_alices.open_conversation(group)
    at_alices.page.locator("conversation-header").get_by_role("button", name="Details", exact=True).last.click()
    at_alices.page.get_by_role("button", name="Invitation links").click()
    at_alices.page.get_by_role("button", name="Create a link").click()
    expect(at_alices.page.locator("notice-stack")).to_contain_text("Link created and copied")
    link = at_alices.page.evaluate("navigator.clipboard.readText()")

    at_bobs = browser_of(bob)
    at_bobs.page.goto(link)
    at_bobs.page.get_by_role("button", name="Join").click()
    at_bobs.send_message("La la la")
    at_alices.expect_texts("La la la")

    at_alices.page.get_by_role("button", name="Revoke").click()
    at_alices.dialog.get_by_role("button", name="Revoke").click()
    expect(at_alices.page.locator(".invitation")).to_have_count(0)


def test_an_invited_stranger_signs_in_first_and_then_joins(visitor: Opens, alice: Person, bob: Person) -> None:
    group = alice.group("Chess")
    invitation = alice.post(f"conversations/{group}/invitations")
    at_bobs = visitor()
    at_bobs.visit(f"/invite/{invitation['token']}/")
    at_bobs.page.get_by_role("link", name="Sign in").click()
    at_bobs.fill_in_login(bob)
    at_bobs.page.get_by_role("button", name="Join").click()
    expect(at_bobs.page.locator("conversation-header")).to_contain_text("Chess")


def test_a_channel_is_found_and_joined(browser_of: Opens, alice: Person, bob: Person) -> None:
    title = f"news {alice.username}"
    alice.channel(title)
    at_bobs = browser_of(bob)
    at_bobs.visit("/")
    at_bobs.page.get_by_role("button", name="Browse channels").first.click()
    at_bobs.dialog.get_by_label("Find a channel").fill(title)
    at_bobs.dialog.get_by_role("button", name=f"Join {title}").click()
    at_bobs.send_message("I found it")
    expect(at_bobs.row(title)).to_be_visible()


def test_the_last_owner_is_told_what_to_do_before_leaving(browser_of: Opens, alice: Person, bob: Person) -> None:
    group = alice.group("Garden", bob)
    at_alices = browser_of(alice)
    at_alices.open_conversation(group)
    at_alices.choose("Leave", "Leave")
    expect(at_alices.dialog).to_contain_text("You are the last owner")
    at_alices.forgive("409 (Conflict)")
    at_alices.dialog.get_by_role("button", name="Choose an owner").click()
    at_alices.page.get_by_role("button", name=f"More about {bob.name}").click()
    at_alices.page.get_by_role("menuitem", name="Make owner").click()
    expect(at_alices.page.locator("notice-stack")).to_contain_text("is an owner now")
    at_alices.choose("Leave", "Leave")
    expect(at_alices.row("Garden")).to_have_count(0)
    assert bob.get(f"conversations/{group}")["member_count"] == 1


def test_a_new_title_is_seen_by_all(browser_of: Opens, alice: Person, bob: Person) -> None:
    group = alice.group("Working title", bob)
    at_alices, at_bobs = browser_of(alice), browser_of(bob)
    at_bobs.open_conversation(group)
    at_alices.open_conversation(group)
    at_alices.page.locator("conversation-header").get_by_role("button", name="Details", exact=True).last.click()
    pane = at_alices.page.get_by_role("complementary")
    pane.get_by_role("button", name="Edit").click()
    pane.get_by_label("Title").fill("Final title")
    pane.get_by_role("button", name="Save").click()
    expect(at_bobs.page.locator("conversation-header")).to_contain_text("Final title")
    expect(at_bobs.row("Final title")).to_be_visible()
    line = f"{alice.name} renamed this to “Final title”"
    expect(at_bobs.log).to_contain_text(line)
    at_bobs.page.reload()
    expect(at_bobs.log).to_contain_text(line)
    at_alices.choose("Close for everyone", "Close for everyone")
    for window in (at_alices, at_bobs):
        expect(window.page.get_by_text("This group is closed.")).to_be_visible()
        expect(window.composer).to_have_count(0)
    at_alices.choose("Reopen")
    at_bobs.send_message("Open again")
    at_alices.expect_texts("Open again")
