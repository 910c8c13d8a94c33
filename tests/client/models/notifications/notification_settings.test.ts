import { beforeEach, describe, expect, test } from "vitest";
import type { Notification } from "../../../../static/src/protocol/wire";
import { settled } from "../../fake_clock";
import { FakeServer } from "../../fake_server";
import { type Tab, tab } from "../../setup";

let server: FakeServer;
let made: Tab;

beforeEach(async () => {
  server = new FakeServer();
  made = await tab(server);
});

describe("the account's choices", () => {
  const preferences = () => made.chat.notificationSettings.preferences.value;

  beforeEach(async () => {
    await made.chat.notificationSettings.load();
  });

  test("show changes at once, even several in flight", async () => {
    const { notificationSettings } = made.chat;
    const first = notificationSettings.change({ notify: "mentions" });
    const second = notificationSettings.change({ first_only: true });
    expect(preferences()).toMatchObject({ notify: "mentions", first_only: true });
    await first;
    expect(preferences()).toMatchObject({ notify: "mentions", first_only: true });
    await second;
    expect(server.notificationPreferences).toMatchObject({ notify: "mentions", first_only: true });
  });

  test("follow another device, at once or after the reconnect", async () => {
    server.choose({ keywords: ["tulips"] });
    await settled();
    expect(preferences()).toMatchObject({ keywords: ["tulips"] });
    server.cut();
    server.choose({ muted_until: "2040-01-01T00:00:00Z", keywords: [] });
    server.mend();
    await server.clock.pass(2_000);
    expect(preferences()).toMatchObject({ keywords: [], muted_until: "2040-01-01T00:00:00Z" });
    server.choose({ muted_until: undefined });
    await settled();
    expect(preferences()!.muted_until).toBeUndefined();
  });

  test("keep another device's choice during a change on this one", async () => {
    const mine = made.chat.notificationSettings.change({ first_only: true });
    server.choose({ privacy: "sender" });
    await mine;
    expect(preferences()).toMatchObject({ first_only: true, privacy: "sender" });
  });

  test("are reverted when the server is unreachable", async () => {
    server.cut();
    await expect(made.chat.notificationSettings.change({ notify: "nothing" })).rejects.toThrow(
      "cannot be reached",
    );
    expect(preferences()).toMatchObject({ notify: "all" });
  });
});

describe("a test notification", () => {
  const AT = "2026-11-24T09:00:00Z";
  const steps: Notification["state"][] = [];

  function becomes(...states: Partial<Notification>[]): void {
    server.tests = states.map((state) => ({
      id: 1,
      kind: "test",
      channel: "webpush",
      state: "queued",
      urgency: "high",
      attempts: 0,
      created_at: AT,
      ...state,
    }));
  }

  async function send(): Promise<Notification> {
    steps.length = 0;
    const sent = made.chat.notificationSettings.test("r1", ({ state }) => steps.push(state));
    for (let second = 0; second < 30; second++) await made.world.clock.pass(1_000);
    return await sent;
  }

  test("is followed until it is shown", async () => {
    becomes({}, {}, { state: "accepted" }, { state: "accepted", shown_at: AT });
    expect(await send()).toMatchObject({ shown_at: AT });
    expect(steps).toEqual(["queued", "queued", "accepted", "accepted"]);
  });

  test("is followed until it has failed", async () => {
    becomes({}, { state: "failed", reason: "gone" });
    expect(await send()).toMatchObject({ state: "failed" });
    expect(steps).toEqual(["queued", "failed"]);
  });

  test("is polled a bounded number of times when it is never shown", async () => {
    becomes({}, { state: "accepted" });
    expect(await send()).toMatchObject({ state: "accepted" });
    expect(steps.length).toBeLessThan(40);
    await settled();
  });
});
