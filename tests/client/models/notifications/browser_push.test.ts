import { beforeEach, describe, expect, test } from "vitest";
import { settled } from "../../fake_clock";
import { FakeServer } from "../../fake_server";
import { FakeBrowser } from "../../fake_world";
import { close, tab } from "../../setup";

const DAY_MS = 24 * 60 * 60_000;
let server: FakeServer;
let browser: FakeBrowser;

beforeEach(() => {
  server = new FakeServer();
  server.addConversation("one");
  browser = new FakeBrowser();
});

const asked = (method: string, path: string): number =>
  server.requests.filter((request) => request === `${method} /api/v1/notifications/${path}`).length;

describe("the offer", () => {
  test("appears with the first message, and the browser asks only on a press", async () => {
    const { chat } = await tab(server, browser);
    expect(chat.browserPush.isOffered.value).toBe(false);
    chat.messages.send("one", "hello");
    expect(chat.browserPush.isOffered.value).toBe(true);
    expect(browser.browserNotifications.timesAsked).toBe(0);
    await chat.browserPush.turnOn();
    expect(browser.browserNotifications.timesAsked).toBe(1);
    expect(chat.browserPush.isOffered.value).toBe(false);
  });

  test("appears again thirty days after it was postponed", async () => {
    const first = await tab(server, browser);
    first.chat.messages.send("one", "hello");
    first.chat.browserPush.notNow();
    expect(first.chat.browserPush.isOffered.value).toBe(false);
    close(first);
    await server.clock.pass(29 * DAY_MS);
    const second = await tab(server, browser);
    second.chat.browserPush.moment();
    expect(second.chat.browserPush.isOffered.value).toBe(false);
    close(second);
    await server.clock.pass(2 * DAY_MS);
    const third = await tab(server, browser);
    third.chat.browserPush.moment();
    expect(third.chat.browserPush.isOffered.value).toBe(true);
  });

  test.each(["denied", "unsupported"] as const)(
    "is not made when the permission is %s",
    async (permission) => {
      browser.browserNotifications.allows = permission;
      const { chat } = await tab(server, browser);
      chat.browserPush.moment();
      expect(chat.browserPush.isOffered.value).toBe(false);
    },
  );
});

describe("turning on", () => {
  test("registers the push address with the server", async () => {
    const { chat } = await tab(server, browser);
    await chat.browserPush.turnOn();
    expect(chat.browserPush.device.value).toMatchObject({ isOn: true, registration: "r1", problem: null });
    expect(server.registered).toEqual([
      { channel: "webpush", address: "https://push.test/1", p256dh: "p", auth: "a" },
    ]);
  });

  test("does nothing when the user refuses", async () => {
    browser.browserNotifications.answer = "denied";
    const { chat } = await tab(server, browser);
    await chat.browserPush.turnOn();
    expect(chat.browserPush.device.value).toMatchObject({ isOn: false, permission: "denied" });
    expect(server.registered).toEqual([]);
  });

  test("works in an open tab without a push service", async () => {
    browser.browserNotifications.hasService = false;
    const { chat } = await tab(server, browser);
    await chat.browserPush.turnOn();
    expect(chat.browserPush.device.value).toMatchObject({ isOn: true, registration: null });
    expect(chat.browserPush.device.value.problem).toContain("push service");
    await tab(server, browser);
    expect(asked("GET", "key")).toBe(1);
    browser.browserNotifications.hasService = true;
    await server.clock.pass(DAY_MS);
    const { chat: later } = await tab(server, browser);
    expect(later.browserPush.device.value).toMatchObject({ registration: "r1", problem: null });
  });

  test("shows why registering failed, and retries with the next connection", async () => {
    const { chat, world } = await tab(server, browser);
    server.cut();
    await chat.browserPush.turnOn();
    expect(chat.browserPush.device.value.problem).toContain("cannot be reached");
    server.mend();
    await world.clock.pass(60_000);
    expect(chat.browserPush.device.value).toMatchObject({ registration: "r1", problem: null });
  });

  test("can be reverted", async () => {
    const { chat } = await tab(server, browser);
    await chat.browserPush.turnOn();
    await chat.browserPush.turnOff();
    expect(chat.browserPush.device.value).toMatchObject({ isOn: false, registration: null });
    expect(asked("DELETE", "registrations/r1")).toBe(1);
    expect(browser.browserNotifications.held).toBe(null);
  });
});

describe("a browser that was turned on", () => {
  beforeEach(async () => {
    const first = await tab(server, browser);
    await first.chat.browserPush.turnOn();
    close(first);
  });

  test("is confirmed once a day", async () => {
    await tab(server, browser);
    expect(server.registered).toHaveLength(1);
    await server.clock.pass(DAY_MS);
    await tab(server, browser);
    expect(server.registered).toHaveLength(2);
  });

  test("is confirmed again when the server was busy", async () => {
    await server.clock.pass(DAY_MS);
    server.restRefusals.set("/notifications/key", [{ code: "unavailable", detail: "" }]);
    await tab(server, browser);
    const before = server.registered.length;
    await server.clock.pass(10_000);
    expect(server.registered).toHaveLength(before + 1);
  });

  test("registers a changed address with the one that it replaces", async () => {
    browser.browserNotifications.held = null;
    await tab(server, browser);
    expect(server.registered.at(-1)).toMatchObject({
      address: "https://push.test/2",
      replaces: "https://push.test/1",
    });
  });

  test("subscribes again when the server has another key", async () => {
    server.pushKey = "other";
    await server.clock.pass(DAY_MS);
    await tab(server, browser);
    expect(server.registered.at(-1)).toMatchObject({ address: "https://push.test/2" });
  });

  test("withdraws its registration when the user blocks notifications", async () => {
    const { chat } = await tab(server, browser);
    browser.browserNotifications.set("denied");
    expect(chat.browserPush.device.value).toMatchObject({ isOn: false, permission: "denied" });
  });

  test("deletes its state at sign-out", async () => {
    server.history("one", 2);
    const { chat } = await tab(server, browser);
    expect(browser.browserNotifications.badge).toBe(2);
    await chat.session.signOut();
    await settled();
    expect(browser.browserNotifications.held).toBe(null);
    expect(browser.browserNotifications.badge).toBe(0);
    expect([...browser.remembered.keys()]).toEqual([]);
  });
});
