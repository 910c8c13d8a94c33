"""The notifications that a browser shows, and pushes to its real service worker as a push service delivers them."""

import json
from typing import Any, cast

from playwright.sync_api import CDPSession, Worker, expect

from tests.browser.window import Window
from tests.notifications.providers import Providers

_SHOWN = """
async () => (await (await navigator.serviceWorker.ready).getNotifications()).map(
  ({ title, body, tag, data }) => ({ title, body, tag, seq: data.seq, count: data.count }))
"""
# The press itself is the system's. What our worker makes of it is what it would with a real one, but that only a real
# press lets it bring a window to the front: so it must not.
_PRESS = """
async ({ tag, action, reply }) => {
  const [notification] = await self.registration.getNotifications({ tag });
  const event = new NotificationEvent("notificationclick", { notification, action });
  if (reply !== null) Object.defineProperty(event, "reply", { value: reply });
  self.dispatchEvent(event);
}
"""

_SUBSCRIBED = """
(given, key) => {
  const bytes = atob(key.replaceAll("-", "+").replaceAll("_", "/"));
  const subscription = {
    options: { applicationServerKey: Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)).buffer },
    toJSON: () => given,
    unsubscribe: async () => true,
  };
  PushManager.prototype.subscribe = async () => subscription;
  PushManager.prototype.getSubscription = async () => subscription;
}
"""

Shown = list[dict[str, Any]]


class Notified:
    """A window whose browser may notify."""

    def __init__(self, window: Window) -> None:
        self.window = window
        self._session: CDPSession | None = None
        self._registration = ""

    def subscribe_to(self, subscription: dict[str, str], public_key: str) -> None:
        """From the next page on the browser has this address at a push service, which is not its maker's."""
        given = {
            "endpoint": subscription["address"],
            "keys": {"p256dh": subscription["p256dh"], "auth": subscription["auth"]},
        }
        self.window.page.add_init_script(f"({_SUBSCRIBED})({json.dumps(given)}, {json.dumps(public_key)})")

    def turn_on(self) -> None:
        """In the settings. Unless it was given an address the browser has none: it is for while a tab is open."""
        page, place = self.window.page, self.window.page.url
        self.window.visit("/settings/notifications/")
        page.get_by_label("Notifications on this device").check()
        expect(page.get_by_role("button", name="Send a test")).to_be_enabled()
        self.window.forgive("does not support the Push API in incognito mode")
        page.goto(place)

    def shown(self) -> Shown:
        return cast("Shown", self.window.page.evaluate(_SHOWN))

    def wait_for(self, *bodies: str) -> Shown:
        """Until exactly these are shown, in any order.

        Looked at rarely: Chromium forgets what it is about to show when it is asked, just then, what it shows.
        """
        for _ in range(40):
            self.window.page.wait_for_timeout(400)
            shown = self.shown()
            if sorted(note["body"] for note in shown) == sorted(bodies):
                return shown
        raise AssertionError(f"{shown} is shown, and not {bodies}")

    def push(self, conversation: str, seq: int, **changes: Any) -> None:
        """Brings a push to the worker, by the browser's own hand."""
        push = {
            "v": 1,
            "kind": "message",
            "conversation": conversation,
            "seq": seq,
            "tag": f"c.{conversation}",
            "title": "Bob",
            "body": f"message {seq}",
            "url": f"/c/{conversation}/{seq}",
            "unread": 1,
            "token": "none",
            "at": "2026-11-24T09:00:00Z",
        }
        self.deliver(push | changes)

    def deliver(self, payload: dict[str, Any]) -> None:
        said = {"origin": self.window.address, "data": json.dumps(payload)}
        devtools = self._devtools
        devtools.send("ServiceWorker.deliverPushMessage", said | {"registrationId": self._registration})

    def press(self, conversation: str, action: str = "", reply: str | None = None) -> None:
        """On the conversation's notification, or on one of its buttons."""
        arguments = {"tag": f"c.{conversation}", "action": action, "reply": reply}
        # A test cannot wait for an event that a script made: the worker reports when it has acted.
        self._worker.evaluate(_PRESS, arguments)

    def look_away(self) -> None:
        """Moves the focus to a page of another site. Otherwise every page of a journey believes that it has it."""
        context = self.window.context
        for page in context.pages:
            context.new_cdp_session(page).send("Emulation.setFocusEmulationEnabled", {"enabled": False})
        context.new_page().bring_to_front()
        self.window.page.wait_for_function("!document.hasFocus()")

    @property
    def _worker(self) -> Worker:
        return next(worker for worker in self.window.context.service_workers if worker.url.endswith("/worker.js"))

    @property
    def _devtools(self) -> CDPSession:
        if self._session is None:
            self.window.page.evaluate("async () => void (await navigator.serviceWorker.ready)")
            self._session = self.window.context.new_cdp_session(self.window.page)
            self._session.on("ServiceWorker.workerRegistrationUpdated", self._learn)
            self._session.send("ServiceWorker.enable")
            for _ in range(100):
                if self._registration:
                    break
                self.window.page.wait_for_timeout(50)
        return self._session

    def _learn(self, event: dict[str, Any]) -> None:
        for registration in event["registrations"]:
            if registration["scopeURL"] == f"{self.window.address}/":
                self._registration = registration["registrationId"]


class Service:
    """The pushes that a push service holds for a browser, decrypted as the browser does."""

    def __init__(self, services: Providers, notified: Notified, key: str) -> None:
        self._services, self._notified = services, notified
        self._subscription = services.subscribe(key)
        self._taken = 0
        notified.subscribe_to(self._subscription, key)

    def bring(self) -> dict[str, Any]:
        """Waits for the next push, and brings it to the worker."""
        for _ in range(300):
            come = self._services.received("webpush", self._subscription["address"])
            if len(come) > self._taken:
                self._taken += 1
                self._notified.deliver(come[self._taken - 1].payload)
                return dict(come[self._taken - 1].payload)
            self._notified.window.page.wait_for_timeout(50)
        raise AssertionError("nothing came")
