import { beforeEach, describe, expect, test } from "vitest";
import { settled } from "../../fake_clock";
import type { FakeServer } from "../../fake_server";
import { expectTruth, reconnected, serverOfTwo, tab } from "../../setup";

let server: FakeServer;

beforeEach(() => {
  server = serverOfTwo(3);
});

const PINNED = { pinned_at: "2026-11-24T09:00:00Z", muted_until: "2027-01-01T00:00:00Z" };

function syncs(): number {
  return server.inputs.filter(({ type }) => type === "sync").length;
}

describe("the user's private state", () => {
  test("follows mute and pin from another device", async () => {
    const { chat } = await tab(server);
    server.personalise("two", PINNED);
    expect(chat.conversations.listed.value[0]).toMatchObject({ id: "two", pinned: true, muted: true });
    server.personalise("two", {});
    expect(chat.conversations.get("two")).toMatchObject({ pinned: false, muted: false });
    server.renameMe("Al");
    expect(chat.account.me.value.display_name).toBe("Al");
    expect(syncs()).toBe(1);
    expectTruth(server, chat, "two");
  });

  test("has mute, pin and profile after a time offline", async () => {
    const here = await tab(server);
    server.cut();
    server.personalise("one", { archived_at: "2026-11-24T09:00:00Z" });
    server.personalise("two", PINNED);
    server.renameMe("Al");
    await reconnected(server, here);
    await settled();
    expect(here.chat.conversations.get("one")).toMatchObject({ archived: true });
    expect(here.chat.conversations.get("two")).toMatchObject({ pinned: true, muted: true });
    expect(here.chat.account.me.value.display_name).toBe("Al");
    expect(here.chat.people.get("alice").display_name).toBe("Al");
  });

  test("has the new names of people, live and after a time offline", async () => {
    const here = await tab(server);
    expect(here.chat.people.get("bob").display_name).toBe("bob");
    server.renamePerson("bob", "Robert");
    expect(here.chat.people.get("bob").display_name).toBe("Robert");
    server.cut();
    server.renamePerson("bob", "Rob");
    await reconnected(server, here);
    await settled();
    expect(here.chat.people.get("bob").display_name).toBe("Rob");
  });

  test("is synced when an event is missing", async () => {
    const { chat } = await tab(server);
    server.losesEvents = true;
    server.personalise("one", { notify: "nothing" });
    server.losesEvents = false;
    server.personalise("two", PINNED);
    expect(chat.conversations.get("two")).toMatchObject({ pinned: true });
    await settled();
    expect(chat.conversations.get("one")!.conversation.membership.notify).toBe("nothing");
    expect(syncs()).toBe(2);
    server.losesEvents = true;
    server.renameMe("Al");
    server.losesEvents = false;
    server.socket.receive({ type: "me", me_rev: server.me.me_rev });
    await settled();
    expect(chat.account.me.value.display_name).toBe("Al");
    expect(syncs()).toBe(3);
  });

  test("is not reverted by an old fetch", async () => {
    const { chat } = await tab(server);
    const whole = server.whole("two");
    const held = server.personalise("two", PINNED);
    server.socket.receive({ type: "conversation", conversation: whole });
    server.socket.receive({ type: "membership", ...held, me_rev: 0, pinned_at: undefined });
    expect(chat.conversations.get("two")).toMatchObject({ pinned: true, muted: true });
    expectTruth(server, chat, "two");
  });

  test("has the new membership after being removed and added offline", async () => {
    server.setHistory("one", "joined");
    const { chat } = await tab(server);
    server.losesEvents = true;
    server.enrol("one", "alice", { left_at: "2026-11-24T10:00:00Z" });
    server.post("bob", "one", "unheard");
    server.floors.set("one", 4);
    server.enrol("one", "alice", { left_at: undefined, joined_at: "2026-11-24T11:00:00Z" });
    server.personalise("one", { added_by: "carol" });
    server.losesEvents = false;
    server.post("bob", "one", "heard");
    server.personalise("two", PINNED);
    await settled();
    expect(chat.conversations.get("one")!.conversation.membership).toMatchObject({
      first_seq: 5,
      added_by: "carol",
    });
    expectTruth(server, chat, "one");
  });
});
