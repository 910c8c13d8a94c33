"""A real server, a real Chromium, and windows in it that must end without a complaint."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from chatproject.supervisor.plan import PROJECT
from tests.browser.notified import Notified
from tests.browser.people import Person
from tests.browser.window import Window
from tests.machine import Machine
from tests.notifications.providers import Providers, providers

_ARGUMENTS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A microphone that beeps; who may use it is asked as ever.
    "--use-fake-device-for-media-stream",
]

Opens = Callable[..., Window]


@pytest.fixture(scope="package")
def push_services() -> Iterator[Providers]:
    with TemporaryDirectory(prefix="push-") as folder, providers(Path(folder)) as there:
        yield there


@pytest.fixture(scope="package")
def machine(push_services: Providers) -> Iterator[Machine]:
    machine = Machine(PROJECT, **push_services.environment)
    try:
        machine.start()
        yield machine
        print(machine.log.read_text())  # noqa: T201 (pytest shows it with a failure)
    finally:
        machine.discard()


@pytest.fixture(scope="package")
def address(request: pytest.FixtureRequest) -> str:
    """The server's address: PARLANCE_ADDRESS if set (quicker while writing tests), or a server started here."""
    running = os.environ.get("PARLANCE_ADDRESS")
    return running or str(request.getfixturevalue("machine").url)


@pytest.fixture(scope="package")
def server(address: str) -> Iterator[httpx.Client]:
    """The way to its API."""
    with httpx.Client(base_url=address, timeout=60) as client:
        yield client


@pytest.fixture(scope="package")
def browsers() -> Iterator[Callable[[str], Browser]]:
    """Returns the browser of a path; each is started once."""
    expect.set_options(timeout=40_000)
    started: dict[str, Browser] = {}
    with sync_playwright() as playwright:

        def browser_at(path: str) -> Browser:
            if path not in started:
                started[path] = playwright.chromium.launch(executable_path=path, args=_ARGUMENTS)
            return started[path]

        yield browser_at
        for browser in started.values():
            browser.close()


@pytest.fixture
def chromium(browsers: Callable[[str], Browser], request: pytest.FixtureRequest) -> Browser:
    """Returns the headless shell where there is one: a window costs a seventh, but shows no notifications."""
    whole = os.environ.get("CHROMIUM") or "/usr/bin/chromium"
    shell = None if request.node.get_closest_marker("whole_browser") else shutil.which("chromium-headless-shell")
    return browsers(shell or whole)


@pytest.fixture
def visitor(address: str, chromium: Browser) -> Iterator[Opens]:
    """Opens a separate browser that is not signed in: visitor(width=…, height=…, **what a context takes)."""
    windows: list[Window] = []

    def opens(width: int = 1440, height: int = 900, **options: Any) -> Window:
        context = chromium.new_context(viewport={"width": width, "height": height}, **options)
        context.set_default_timeout(40_000)
        windows.append(Window(context, address))
        return windows[-1]

    yield opens
    problems = [problem for window in windows for problem in window.problems]
    for window in windows:
        window.context.close()
    assert problems == []


@pytest.fixture
def browser_of(visitor: Opens) -> Opens:
    """A browser that is signed in: browser_of(alice)."""

    def opens(person: Person, **options: Any) -> Window:
        window = visitor(**options)
        window.sign_in(person)
        return window

    return opens


@pytest.fixture
def alice(server: httpx.Client) -> Person:
    return Person(server, "Alice")


@pytest.fixture
def bob(server: httpx.Client) -> Person:
    return Person(server, "Bob")


@pytest.fixture
def carol(server: httpx.Client) -> Person:
    return Person(server, "Carol")


@pytest.fixture
def conversation(alice: Person, bob: Person) -> str:
    """The id of Alice's direct conversation with Bob."""
    return alice.direct(bob)


@pytest.fixture
def at_alices(browser_of: Opens, alice: Person, conversation: str) -> Notified:
    """She has the chat open, and no conversation in it."""
    window = browser_of(alice)
    window.context.grant_permissions(["notifications"], origin=window.address)
    window.visit("/")
    expect(window.page.locator("conversation-row")).to_have_count(1)
    return Notified(window)


@pytest.fixture
def boat(alice: Person, bob: Person) -> str:
    conversation = alice.group("Boat trip", bob)
    bob.send_message(conversation, "Who has a boat?")
    alice.send_message(conversation, "I have none.")
    return conversation
