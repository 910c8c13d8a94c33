"""People who are asked before others bring them into a conversation, and people who are kept out."""

from playwright.sync_api import expect

from tests.browser.conftest import Opens
from tests.browser.people import Person


def test_a_request_shows_its_asker_once_it_is_accepted(browser_of: Opens, alice: Person, bob: Person) -> None:
    at_bobs = browser_of(bob)
    at_bobs.visit("/")
    at_bobs.page.get_by_role("button", name=f"You: {bob.name}").click()
    at_bobs.page.get_by_role("menuitem", name="Settings").click()
    at_bobs.page.get_by_role("link", name="Privacy").click()
    with at_bobs.page.expect_response("**/api/v1/me"):
        at_bobs.main.get_by_role("radio", name="People I share a conversation with").check()
    at_bobs.page.get_by_role("link", name="Back to chat").click()
    at_alices = browser_of(alice)
    direct = alice.direct(bob)
    at_alices.open_conversation(direct)
    expect(at_alices.page.locator("conversation-header")).to_contain_text(bob.name)
    at_alices.send_message("Do you remember me?")
    at_alices.expect_status("Do you remember me?", "Sent")

    at_bobs.page.get_by_role("button", name="Requests").click()
    expect(at_bobs.dialog).to_contain_text("Someone wants to write to you")
    assert alice.name not in at_bobs.page.content()
    at_bobs.dialog.get_by_role("button", name="Accept").click()
    at_bobs.expect_texts("Do you remember me?")
    at_bobs.send_message("Of course")
    at_alices.expect_texts("Do you remember me?", "Of course")
    expect(at_bobs.page.get_by_role("button", name="Requests")).to_have_count(0)


def test_a_banned_member_is_out_until_the_ban_is_lifted(browser_of: Opens, alice: Person, bob: Person) -> None:
    group = alice.group("Secret plans", bob)
    invitation = alice.post(f"conversations/{group}/invitations")
    at_bobs, at_alices = browser_of(bob), browser_of(alice)
    at_bobs.open_conversation(group)
    at_alices.open_conversation(group)
    at_alices.page.get_by_role("button", name="Members, 2").click()
    at_alices.page.get_by_role("button", name=f"More about {bob.name}").click()
    at_alices.page.get_by_role("menuitem", name="Ban").click()
    at_alices.dialog.get_by_label("Reason").fill("Spam")
    at_alices.dialog.get_by_role("button", name="Ban", exact=True).click()
    expect(at_bobs.row("Secret plans")).to_have_count(0)

    at_bobs.visit(f"/invite/{invitation['token']}/")
    expect(at_bobs.page.get_by_role("main")).to_contain_text("You were removed from this group.")
    banned = at_alices.page.locator("banned-list")
    expect(banned).to_contain_text("Spam")
    banned.get_by_role("button", name=f"Lift the ban of {bob.name}").click()
    expect(banned.get_by_role("listitem")).to_have_count(0)
    at_bobs.forgive("403 (Forbidden)")
    at_bobs.page.reload()
    at_bobs.page.get_by_role("button", name="Join").click()
    expect(at_bobs.page.locator("conversation-header")).to_contain_text("Secret plans")


def test_leaving_and_blocking_takes_one_act(browser_of: Opens, alice: Person, bob: Person) -> None:
    groups = [alice.group(f"Offer {number}", bob) for number in range(3)]
    at_bobs = browser_of(bob)
    at_bobs.open_conversation(groups[0])
    at_bobs.choose("Leave and block", "Leave and block")
    expect(at_bobs.page.locator("notice-stack")).to_contain_text("You left 3 groups")
    expect(at_bobs.row("Offer")).to_have_count(0)
