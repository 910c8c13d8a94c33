"""Staff at work: every page of the admin opens, every widget works, and saving an unchanged form changes nothing."""

import time
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Page, expect
from psycopg.rows import dict_row

from tests.browser.conftest import Opens
from tests.browser.people import Person
from tests.browser.window import Window
from tests.machine import Machine

_LINKS = "main a:not([download]), .app-list a, #nav-sidebar a"


class Database:
    """Database access for what the product has no API for: making a user staff, and reading a row."""

    def __init__(self, url: str) -> None:
        self._line = psycopg.connect(url, autocommit=True, row_factory=dict_row)

    def ask(self, query: str, *values: Any) -> list[dict[str, Any]]:
        found = self._line.execute(query.encode(), values)
        return found.fetchall() if found.description else []

    def promote(self, person: Person) -> Person:
        self.ask("UPDATE accounts_user SET is_staff = true, is_superuser = true WHERE id = %s", person.id)
        return person

    def close(self) -> None:
        self._line.close()


@pytest.fixture
def database(machine: Machine) -> Any:
    database = Database(machine.database_url)
    yield database
    database.close()


@pytest.fixture
def at_work(browser_of: Opens, database: Database, carol: Person) -> Window:
    """A window of staff with all powers."""
    return browser_of(database.promote(carol))


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist .success")).to_be_visible()


def test_every_page_of_the_admin_opens_without_a_complaint(at_work: Window, alice: Person, bob: Person) -> None:
    alice.send_message(alice.group("Garden", bob), "Hello")
    alice.post("reports", {"user": bob.id, "reason": "spam"})
    for scheme in ("light", "dark"):
        at_work.page.emulate_media(color_scheme=scheme)
        at_work.visit("/admin/")  # links fade to their new colour in a page that is open
        expect(at_work.page.get_by_role("link", name="Parlance staff")).to_be_visible()
        assert at_work.violations("color-contrast") == [], scheme
    opened: set[str] = set()
    waiting = ["/admin/"]
    while waiting and len(opened) < 120:
        path = waiting.pop(0)
        opened.add(path)
        answer = at_work.page.goto(f"{at_work.address}{path}")
        assert answer is not None
        assert answer.status == 200, path
        found = at_work.page.eval_on_selector_all(_LINKS, "links => links.map(link => link.pathname)")
        new = {
            each for each in found if each.startswith("/admin/") and _kind(each) not in map(_kind, [*opened, *waiting])
        }
        waiting += {_kind(each): each for each in sorted(new)}.values()
    assert len(opened) > 40
    assert at_work.problems == []


def test_staff_ban_the_person_of_a_report_who_reads_why(
    at_work: Window, visitor: Opens, alice: Person, bob: Person
) -> None:
    alice.post("reports", {"user": bob.id, "reason": "spam", "detail": alice.id})
    page = at_work.page
    at_work.visit("/admin/")
    expect(page.locator(".parts tr", has_text="database")).to_contain_text("Well")
    page.locator(".counts").get_by_role("link", name="open reports").click()
    page.locator("#result_list tr", has_text=bob.username).get_by_role("link").first.click()
    expect(page.locator(".field-detail")).to_contain_text(alice.id)
    page.get_by_role("button", name="Ban the person").click()
    page.get_by_label("Reason").fill("Selling pills")
    page.get_by_role("link", name="Today").click()
    page.locator("#id_ends_at_0").fill("2036-01-01")
    page.locator("#id_ends_at_1").fill("10:00")
    page.get_by_role("button", name="Ban the person").click()
    expect(page.locator(".messagelist .success")).to_contain_text("Banned")
    assert at_work.problems == []
    at_bobs = visitor()
    at_bobs.visit("/accounts/login/")
    at_bobs.fill_in_login(bob)
    why = "banned from this server until 1 January 2036, 10:00 UTC. Reason: Selling pills"
    expect(at_bobs.page.get_by_role("alert")).to_contain_text(why)


def _kind(path: str) -> str:
    """Pages of one kind differ by their object alone."""
    return "/".join("x" if any(c.isdecimal() for c in part) else part for part in path.split("/"))


def test_a_group_saved_untouched_keeps_its_permissions(at_work: Window, database: Database, carol: Person) -> None:
    [group] = database.ask("INSERT INTO auth_group (name) VALUES (%s) RETURNING id", f"Team {carol.id}")
    chosen = "SELECT permission_id FROM auth_group_permissions WHERE group_id = %s ORDER BY 1"
    database.ask(
        "INSERT INTO auth_group_permissions (group_id, permission_id) "
        "SELECT %s, id FROM auth_permission ORDER BY id LIMIT 3",
        group["id"],
    )
    before = database.ask(chosen, group["id"])
    page = at_work.page
    at_work.visit(f"/admin/auth/group/{group['id']}/change/")
    expect(page.locator("#id_permissions_to option")).to_have_count(3)
    save(page)
    assert database.ask(chosen, group["id"]) == before
    at_work.visit(f"/admin/auth/group/{group['id']}/change/")
    page.locator("#id_permissions_input").fill("notice")
    page.locator("#id_permissions_from").select_option(index=0)
    page.locator("#id_permissions_add, #id_permissions_add_link").first.click()
    expect(page.locator("#id_permissions_to option")).to_have_count(4)
    save(page)
    assert len(database.ask(chosen, group["id"])) == 4


def test_a_person_saved_untouched_is_as_before(at_work: Window, database: Database, alice: Person) -> None:
    database.ask(
        "INSERT INTO accounts_user_user_permissions (user_id, permission_id) "
        "SELECT %s, id FROM auth_permission ORDER BY id DESC LIMIT 4",
        alice.id,
    )
    [group] = database.ask("INSERT INTO auth_group (name) VALUES (%s) RETURNING id", f"Friends {alice.id}")
    database.ask("INSERT INTO accounts_user_groups (user_id, group_id) VALUES (%s, %s)", alice.id, group["id"])
    row = "SELECT * FROM accounts_user WHERE id = %s"
    powers = "SELECT permission_id FROM accounts_user_user_permissions WHERE user_id = %s ORDER BY 1"
    groups = "SELECT group_id FROM accounts_user_groups WHERE user_id = %s"
    before = [database.ask(query, alice.id) for query in (row, powers, groups)]
    assert [len(found) for found in before] == [1, 4, 1]
    at_work.visit(f"/admin/accounts/user/{alice.id}/change/")
    expect(at_work.page.locator("#id_user_permissions_to option")).to_have_count(4)
    save(at_work.page)
    assert [database.ask(query, alice.id) for query in (row, powers, groups)] == before


def test_a_notice_reaches_everybody_and_is_dismissed_for_good(
    at_work: Window, browser_of: Opens, database: Database, alice: Person
) -> None:
    at_alices = browser_of(alice)
    at_alices.visit("/")
    expect(at_alices.page.get_by_role("heading", name="Welcome")).to_be_visible()
    text = f"We move at noon, {alice.id}"
    page = at_work.page
    at_work.visit("/admin/staff/notice/add/")
    page.get_by_label("Text").fill(text)
    page.locator(".field-starts_at").get_by_role("link", name="Today").click()
    page.locator(".field-ends_at .date-icon").click()
    page.locator("#calendarin1").get_by_role("link", name="28").click()
    page.locator("#id_ends_at_0").fill("2036-01-01")
    page.locator("#id_ends_at_1").fill("10:00")
    save(page)
    banner = at_alices.page.locator("p.server-banner").filter(has_text=text)
    expect(banner).to_be_visible()
    deadline = time.monotonic() + 60
    while not banner.count():  # the process that draws the page asks every few seconds
        assert time.monotonic() < deadline
        at_alices.visit("/settings/profile/")
    banner.get_by_role("button", name="Dismiss").click()
    expect(banner).to_be_hidden()
    at_alices.visit("/")
    expect(at_alices.page.get_by_role("heading", name="Welcome")).to_be_visible()
    expect(banner).to_have_count(0)
    database.ask("UPDATE staff_notice SET ends_at = now() WHERE text = %s", text)


def test_messages_written_while_the_server_is_read_only_are_sent_afterwards(
    at_work: Window, browser_of: Opens, alice: Person, bob: Person
) -> None:
    conversation = alice.direct(bob)
    at_alices = browser_of(alice)
    at_alices.open_conversation(conversation)
    banner = at_alices.page.locator("p.server-banner").filter(has_text="A larger disk comes in.")
    at_work.visit("/admin/staff/serverstate/")
    at_work.page.get_by_label("Read-only").check()
    at_work.page.get_by_label("Reason").fill("A larger disk comes in.")
    save(at_work.page)
    try:
        expect(banner).to_be_visible()
        at_alices.send_message("Written at this time")
        at_alices.expect_status("Written at this time", "Sending")
    finally:
        at_work.visit("/admin/staff/serverstate/")
        at_work.page.get_by_label("Read-only").uncheck()
        save(at_work.page)
    expect(banner).to_have_count(0)
    at_alices.expect_status("Written at this time", "Sent")
    assert bob.bodies(conversation) == ["Written at this time"]


def test_first_page_and_rates_fit_a_phone(at_work: Window) -> None:
    at_work.page.set_viewport_size({"width": 390, "height": 844})
    for place in ("/admin/", "/admin/notifications/notification/rates/"):
        at_work.visit(place)
        assert at_work.page.evaluate("document.documentElement.scrollWidth") <= 390, place
