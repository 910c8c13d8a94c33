"""A page of the release before goes on working, and reloads once that neither loses nor interrupts anything."""

import json

from playwright.sync_api import Route, WebSocketRoute, expect

from tests.browser.conftest import Opens
from tests.browser.people import Person
from tests.browser.test_uploads import attach, content, file, got, settled
from tests.browser.window import Window
from tests.ground.running import wait

_HALF_AN_HOUR = 30 * 60_000
_HIDE = """() => {
  Object.defineProperty(document, "visibilityState", { get: () => "hidden" });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


class Update:
    """A later release behind the page's socket; until `let_go`, no message or file of the page arrives."""

    def __init__(self, window: Window) -> None:
        self._is_here = False
        self._held: list[tuple[WebSocketRoute, str | bytes]] | None = []
        self._parts: list[Route] | None = []
        self._lines: list[WebSocketRoute] = []
        window.page.route_web_socket("**/ws/v1", self._between)
        window.page.route("**/media/parts/**", self._part)

    def begin(self) -> None:
        """The old web process ends, and the next connection reaches the new one."""
        self._is_here = True
        self._lines[-1].close(code=1001)

    def let_go(self) -> None:
        held, self._held = self._held or [], None
        for server, frame in held:
            server.send(frame)
        parts, self._parts = self._parts or [], None
        for part in parts:
            part.continue_()

    def _part(self, part: Route) -> None:
        if self._parts is None:
            part.continue_()
        else:
            self._parts.append(part)

    def _between(self, line: WebSocketRoute) -> None:
        server = line.connect_to_server()
        self._lines.append(line)

        def up(frame: str | bytes) -> None:
            if self._held is not None and json.loads(frame)["type"] == "message.send":
                self._held.append((server, frame))
            else:
                server.send(frame)

        def down(frame: str | bytes) -> None:
            told = json.loads(frame)
            if self._is_here and isinstance(told, dict) and told.get("type") == "welcome":
                frame = json.dumps(told | {"client": "of-a-later-release", "version": "99.0.0"})
            line.send(frame)

        line.on_message(up)
        server.on_message(down)


def test_page_of_the_release_before_works_on_and_reloads_without_a_loss(
    browser_of: Opens, alice: Person, bob: Person, conversation: str
) -> None:
    elsewhere = alice.group("Elsewhere", bob)
    window = browser_of(alice)
    page = window.page
    page.clock.install()
    update = Update(window)
    window.open_conversation(elsewhere)
    page.evaluate("window.isOld = true")
    window.send_message("not sent yet")
    window.expect_status("not sent yet", "Sending")
    attach(window, file("lake.bin"))
    window.send_message("with a file on its way")
    window.open(bob.name)
    window.composer.fill("half a thought")

    update.begin()
    notice = page.get_by_text("Parlance was updated.")
    expect(notice).to_be_visible()
    window.picture("updated")
    bob.send_message(conversation, "are you there?")
    window.expect_texts("are you there?")
    page.evaluate(_HIDE)
    page.clock.fast_forward(_HALF_AN_HOUR)
    page.wait_for_timeout(500)
    assert page.evaluate("window.isOld"), "it reloaded while a message and a file were on their way"
    expect(window.composer).to_have_value("half a thought")

    update.let_go()

    def has_left() -> bool:
        page.wait_for_timeout(50)  # else no frame passes the update's route
        return "with a file on its way" in bob.bodies(elsewhere)

    wait(has_left, 120, lambda: "the messages do not leave")
    assert settled(window, bob, elsewhere)["state"] == "ready"
    page.clock.fast_forward(_HALF_AN_HOUR)
    page.wait_for_function("!window.isOld")
    expect(window.composer).to_have_value("half a thought")
    assert bob.bodies(elsewhere) == ["not sent yet", "with a file on its way"]
    assert got(bob, settled(window, bob, elsewhere)) == content(1000)
    # A page that is still of another build leaves the next time to the user.
    expect(notice).to_be_visible()
    page.evaluate("window.isOld = true")
    page.evaluate(_HIDE)
    page.clock.fast_forward(_HALF_AN_HOUR)
    page.wait_for_timeout(500)
    assert page.evaluate("window.isOld")
    window.composer.press("Enter")
    window.expect_status("half a thought", "Sent")
