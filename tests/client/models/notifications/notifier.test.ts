import { beforeEach, describe, expect, test } from "vitest";
import { settled } from "../../fake_clock";
import { FakeServer } from "../../fake_server";
import { FakeBrowser } from "../../fake_world";
import { close, opened, type Tab, tab } from "../../setup";

let server: FakeServer;
let browser: FakeBrowser;

beforeEach(() => {
  server = new FakeServer();
  server.addConversation("one", { kind: "direct" });
  browser = new FakeBrowser();
  browser.browserNotifications.allows = "granted";
});

/** A tab in which notifications are on. */
async function listening(): Promise<Tab> {
  const made = await tab(server, browser);
  await made.chat.browserPush.turnOn();
  await settled();
  return made;
}

async function hidden(): Promise<Tab> {
  const made = await listening();
  made.world.attention.set({ isVisible: false });
  return made;
}

const notified = (): number[] => browser.browserNotifications.pushes.map(({ push }) => push.seq);

describe("a message that the user does not see", () => {
  test("is shown with the text of a push, and with a sound", async () => {
    await hidden();
    server.post("bob", "one", "Are you **there**?");
    await settled();
    expect(browser.browserNotifications.pushes).toEqual([
      {
        silent: true,
        push: expect.objectContaining({
          conversation: "one",
          seq: 1,
          tag: "c.one",
          title: "bob",
          body: "Are you there?",
          url: "/c/one/1",
          unread: 1,
        }),
      },
    ]);
    expect(browser.browserNotifications.chimes).toBe(1);
  });

  test("notifies in one tab", async () => {
    const first = await hidden();
    const second = await tab(server, browser);
    second.world.attention.set({ isVisible: false });
    server.post("bob", "one", "hello");
    await settled();
    expect(notified()).toEqual([1]);
    close(first);
    await settled();
    server.post("bob", "one", "still there?");
    await settled();
    expect(notified()).toEqual([1, 2]);
  });

  test("notifies as set in another tab", async () => {
    const first = await tab(server, browser);
    first.world.attention.set({ isVisible: false });
    const second = await tab(server, browser);
    await second.chat.browserPush.turnOn();
    await settled();
    server.post("bob", "one", "hello");
    await settled();
    expect(notified()).toEqual([1]);
    await second.chat.notificationSettings.change({ notify: "nothing" });
    await settled();
    server.post("bob", "one", "and on");
    await settled();
    expect(notified()).toEqual([1]);
  });

  test("does not notify when it is the user's own, an edit, or muted", async () => {
    await hidden();
    server.post("alice", "one", "from my phone");
    server.post("bob", "one", "hello");
    server.change("one", 2, { body: "hello!" });
    await settled();
    expect(notified()).toEqual([2]);
    server.personalise("one", { muted_until: "2999-01-01T00:00:00Z" });
    server.post("bob", "one", "muted");
    await settled();
    expect(notified()).toEqual([2]);
  });

  test("does not notify when notifications are off", async () => {
    const { chat, world } = await tab(server, browser);
    world.attention.set({ isVisible: false });
    server.post("bob", "one", "hello");
    await settled();
    expect(chat.conversations.unread.value).toBe(1);
    expect(notified()).toEqual([]);
    expect(browser.browserNotifications.chimes).toBe(0);
  });

  test("shows as much as the account's preview setting permits", async () => {
    server.notificationPreferences.privacy = "nothing";
    await hidden();
    server.post("bob", "one", "a secret");
    await settled();
    expect(browser.browserNotifications.pushes[0]!.push).toMatchObject({
      title: "Parlance",
      body: "New message",
    });
  });

  test("does not notify when the account's level is none", async () => {
    server.notificationPreferences.notify = "nothing";
    await hidden();
    server.post("bob", "one", "hello");
    await settled();
    expect(notified()).toEqual([]);
    expect(browser.browserNotifications.chimes).toBe(0);
  });

  test("makes no sound when another tab made it, or sound is off", async () => {
    const { chat } = await hidden();
    browser.browserNotifications.outcome = "old";
    server.post("bob", "one", "pushed before");
    await settled();
    browser.browserNotifications.outcome = "shown";
    chat.browserPush.setSound(false);
    server.post("bob", "one", "silent");
    await settled();
    expect(notified()).toEqual([1, 2]);
    expect(browser.browserNotifications.chimes).toBe(0);
  });
});

describe("a message that the user sees", () => {
  test("shows no notification", async () => {
    const { chat } = await listening();
    await opened(chat, "one");
    server.post("bob", "one", "hello");
    await settled();
    expect(notified()).toEqual([]);
    expect(browser.browserNotifications.chimes).toBe(0);
  });

  test("shows a notification when the window is open but another one has the focus", async () => {
    const { chat, world } = await listening();
    await opened(chat, "one");
    world.attention.set({ isFocused: false });
    server.post("bob", "one", "hello");
    await settled();
    expect(notified()).toEqual([1]);
  });

  test("makes a sound in another conversation", async () => {
    server.addConversation("two");
    const { chat } = await listening();
    await opened(chat, "two");
    browser.browserNotifications.outcome = "elsewhere";
    server.post("bob", "one", "hello");
    await settled();
    expect(browser.browserNotifications.chimes).toBe(1);
  });
});

describe("a message that was read", () => {
  test("on another device closes its notification", async () => {
    const { world } = await hidden();
    server.post("bob", "one", "hello");
    await settled();
    expect(browser.browserNotifications.tags).toEqual(["c.one"]);
    server.receipt({ conversation: "one", user: "alice", delivered_seq: 1, read_seq: 1 });
    await world.clock.pass(500);
    expect(browser.browserNotifications.tags).toEqual([]);
  });

  test("by others keeps its notification", async () => {
    const { world } = await hidden();
    server.post("bob", "one", "hello");
    server.receipt({ conversation: "one", user: "bob", delivered_seq: 1, read_seq: 1 });
    await world.clock.pass(500);
    expect(browser.browserNotifications.tags).toEqual(["c.one"]);
  });

  test("reduces the badge as in the list", async () => {
    server.history("one", 3);
    const { chat } = await listening();
    expect(browser.browserNotifications.badge).toBe(3);
    chat.conversations.markRead("one");
    expect(browser.browserNotifications.badge).toBe(0);
  });
});
