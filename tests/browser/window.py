"""One browser window with Parlance in it, in the words of the people who use it."""

import os
import re
from typing import Any

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, expect

from chatproject.supervisor.plan import PROJECT
from tests.browser.people import Person
from tests.world import PASSWORD

# Browsers log these themselves while the network or the server is unreachable.
_NETWORK = re.compile(
    r"net::ERR_(INTERNET_DISCONNECTED|CONNECTION|NETWORK|EMPTY_RESPONSE|ABORTED)|WebSocket connection to"
)
_TELL_VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) =>
  console.error(`CSP: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""
# A page that may end writes its drafts. Then a change of each store comes after all those before it.
_KEEP = """
async () => {
  document.dispatchEvent(new Event("visibilitychange"));
  for (const { name } of await indexedDB.databases()) {
    const database = await new Promise((resolve) => {
      const opening = indexedDB.open(name);
      opening.onsuccess = () => resolve(opening.result);
    });
    const stores = [...database.objectStoreNames];
    await new Promise((resolve) => {
      const changing = database.transaction(stores, "readwrite");
      for (const store of stores) changing.objectStore(store).count();
      changing.oncomplete = resolve;
    });
    database.close();
  }
}
"""
# Half-way, a color is none of the design's.
_END_ANIMATIONS = """() => {
  for (const animation of document.getAnimations())
    if (animation.effect.getComputedTiming().endTime !== Infinity) animation.finish();
}"""
_AXE = PROJECT / "node_modules/axe-core/axe.min.js"

_LEAVE_THE_END = """(pixels) => {
  const view = document.querySelector(".timeline-view");
  if (view.scrollHeight - view.clientHeight - view.scrollTop < 100) view.scrollTop -= pixels;
  return document.querySelector(".jump-latest") !== null;
}"""


class Window:
    """`problems` are errors of the console and of scripts, and violations of the policy: a journey ends without any."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.context = context
        self.address = address
        self.problems: list[str] = []
        self.page = self._watched(context.new_page())

    def _watched(self, page: Page) -> Page:
        page.add_init_script(_TELL_VIOLATIONS)
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.problems.append(f"{error.name}: {error.message}\n{error.stack or ''}"))
        return page

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not _NETWORK.search(message.text):
            self.problems.append(f"{message.text} ({message.location.get('url', '')})")

    # Coming in

    def visit(self, path: str) -> None:
        self.page.goto(f"{self.address}{path}")

    def sign_in(self, person: Person) -> None:
        """By the form, but without looking at it."""
        login = f"{self.address}/accounts/login/"
        self.context.request.get(login)
        token = next(str(cookie["value"]) for cookie in self.context.cookies() if cookie["name"] == "csrftoken")
        form: dict[str, Any] = {"login": person.username, "password": PASSWORD, "csrfmiddlewaretoken": token}
        answer = self.context.request.post(login, form=form, headers={"Referer": login})
        assert answer.ok, answer.text()
        assert "/accounts/login/" not in answer.url, "the login form was shown again"

    def fill_in_login(self, person: Person) -> None:
        self.page.get_by_label("Username or email").fill(person.username)
        self.page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()

    def forgive(self, words: str) -> None:
        """Ignores the problems that contain `words`, which this journey causes on purpose, and no others."""
        self.problems[:] = [problem for problem in self.problems if words not in problem]

    def another_tab(self) -> "Window":
        """Opens another tab of the same browser."""
        return Window(self.context, self.address)

    # The list

    def row(self, title: str) -> Locator:
        return self.page.locator("a.conversation-row").filter(has_text=title)

    def open(self, title: str) -> None:
        self.row(title).click()
        expect(self.composer).to_be_visible()

    def open_conversation(self, id: str, seq: int | None = None) -> None:
        self.visit(f"/c/{id}" if seq is None else f"/c/{id}/{seq}")
        expect(self.composer).to_be_visible()

    # The timeline

    def scroll_up(self, pixels: int) -> None:
        """Leaves the end of the timeline, which returns there as long as it is being drawn."""
        self.page.wait_for_function(_LEAVE_THE_END, arg=pixels)

    @property
    def log(self) -> Locator:
        return self.page.get_by_role("log")

    def message(self, text: str) -> Locator:
        """The message that says exactly this."""
        said = re.compile(rf"^\s*{re.escape(text)}\s*(\(edited\))?\s*$")
        return self.page.locator("message-item").filter(has=self.page.locator(".message-text").filter(has_text=said))

    def at(self, seq: int) -> Locator:
        return self.page.locator(f'message-item[data-seq="{seq}"]')

    def texts(self) -> list[str]:
        """All that the timeline holds, from top to bottom."""
        return [text.strip() for text in self.page.locator(".message-text").all_inner_texts()]

    def expect_texts(self, *texts: str) -> None:
        """The timeline says this, in this order, each once."""
        expect(self.page.locator(".message-text")).to_have_text(list(texts))

    def expect_status(self, text: str, status: str) -> None:
        """Sending, Sent, Delivered, Read or Not sent."""
        expect(self.message(text).locator(".message-status")).to_contain_text(status)

    def act(self, text: str, action: str) -> None:
        """Chooses an action from a message's menu."""
        message = self.message(text)
        message.hover()
        message.get_by_role("button", name="More").click()
        self.page.get_by_role("menuitem", name=action).click()

    # The composer

    @property
    def composer(self) -> Locator:
        return self.page.locator("message-composer textarea")

    def send_message(self, text: str) -> None:
        self.composer.fill(text)
        self.composer.press("Enter")
        expect(self.composer).to_have_value("")

    # Dialogs, menus and panes

    @property
    def dialog(self) -> Locator:
        return self.page.get_by_role("dialog")

    @property
    def main(self) -> Locator:
        return self.page.get_by_role("main")

    def choose(self, *names: str) -> None:
        """Opens the conversation's own menu and chooses from it, then answers what is asked."""
        self.page.locator("conversation-header").get_by_role("button", name="More").click()
        self.page.get_by_role("menuitem", name=names[0]).click()
        for name in names[1:]:
            self.dialog.get_by_role("button", name=name).click()

    # The network and the eye

    def go_offline(self) -> None:
        """Once the page is kept for that: it may be reloaded. Returns when the page knows."""
        self.page.evaluate("async () => void (await navigator.serviceWorker.ready)")
        self.context.set_offline(True)
        self.page.wait_for_function("!navigator.onLine")

    def go_online(self) -> None:
        self.context.set_offline(False)

    def reload_when_kept(self) -> None:
        """Reload once this browser has on disk whatever was written or sent here."""
        self.page.evaluate(_KEEP)
        self.page.reload()

    def violations(self, *rules: str) -> list[str]:
        """Returns what axe finds on the page once nothing moves, by the given rules or by all of them."""
        self.page.evaluate(_END_ANIMATIONS)
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(_AXE.read_text())
        found = self.page.evaluate("(rules) => axe.run(rules.length ? { runOnly: rules } : {})", rules)["violations"]
        return [
            f"{rule['id']}: {rule['help']}\n  {node['html']}\n  {node['failureSummary']}"
            for rule in found
            for node in rule["nodes"]
        ]

    def picture(self, name: str) -> None:
        """For the eye, when PICTURES is set: test-results/<name>.png."""
        if not os.environ.get("PICTURES"):
            return
        folder = PROJECT / "test-results"
        folder.mkdir(exist_ok=True)
        self.page.screenshot(path=folder / f"{name}.png")
