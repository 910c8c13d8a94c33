"""What people own: they take it with them, delete their account, and change their mind."""

import re
import time
from email import message_from_bytes
from email.policy import default
from zipfile import ZipFile

from playwright.sync_api import expect

from tests.browser.conftest import Opens
from tests.browser.people import Person
from tests.machine import Machine
from tests.world import PASSWORD


def link_in_letter(machine: Machine, to: Person, place: str) -> str:
    """Returns the path of a link in a letter, which a worker may still be sending."""
    for _ in range(600):
        for file in (machine.data_dir / "mail").glob("*"):
            for part in re.split(rb"(?m)^-{70,}\s*$", file.read_bytes()):
                letter = message_from_bytes(part.lstrip(), policy=default)
                body = letter.get_body(("plain",))
                text = body.get_content() if body is not None and to.username in str(letter["To"]) else ""
                if found := re.search(rf"https?://[^/\s]+({place}\S+)", text):
                    return found[1]
        time.sleep(0.1)
    raise AssertionError(f"no letter to {to.username} has {place}")


def test_person_takes_their_data_deletes_the_account_and_keeps_it_after_all(
    machine: Machine, browser_of: Opens, alice: Person, bob: Person
) -> None:
    conversation = alice.direct(bob)
    alice.send_message(conversation, "Mine to take along")
    window = browser_of(alice)
    page = window.page
    window.visit("/settings/data/")
    page.get_by_label("Current password").fill(PASSWORD)
    page.get_by_role("button", name="Make a copy").click()
    page.get_by_role("link", name="Download", exact=True).click()  # the page loads itself again until it is there
    page.get_by_label("Current password").fill("not hers")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("link", name="Download", exact=True)).to_have_count(0)
    page.get_by_label("Current password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Download", exact=True).click()
    with ZipFile(downloading.value.path()) as archive:
        assert "Mine to take along" in archive.read("data/messages.json").decode()
        assert "index.html" in archive.namelist()

    window.visit("/settings/account/delete/")
    page.get_by_label("Current password").fill(PASSWORD)
    page.get_by_role("button", name="Delete account").click()
    expect(page.get_by_text("The link in our email keeps your account.")).to_be_visible()
    window.fill_in_login(alice)
    expect(page).to_have_url(re.compile("/accounts/login/"))
    window.visit(link_in_letter(machine, alice, "/accounts/undo-deletion/"))
    page.get_by_role("button", name="Keep my account").click()
    expect(page.get_by_text("Welcome back. Your account is as you left it.")).to_be_visible()
    window.fill_in_login(alice)
    window.open_conversation(conversation)
    expect(window.main.get_by_text("Mine to take along", exact=True)).to_be_visible()
