import { beforeEach, describe, expect, test } from "vitest";
import { settled } from "../../fake_clock";
import type { FakeServer } from "../../fake_server";
import { expectTruth, opened, reconnected, serverOfTwo, tab, texts } from "../../setup";

let server: FakeServer;

beforeEach(() => {
  server = serverOfTwo(3);
});

function syncs(): number {
  return server.inputs.filter(({ type }) => type === "sync").length;
}

describe("sync", () => {
  test("applies live events one by one", async () => {
    const { chat } = await tab(server);
    server.post("bob", "one", "hello");
    server.rename("one", "Renamed");
    server.enrol("one", "carol");
    server.change("one", 2, { body: "edited", edited_at: "2026-11-24T09:00:00Z" });
    expectTruth(server, chat, "one");
    expect(chat.conversations.get("one")!.last!.content).toEqual({ kind: "text", text: "hello" });
  });

  test("ignores an event that arrives twice or late", async () => {
    const { chat } = await tab(server);
    const timeline = await opened(chat, "one");
    const first = server.change("one", 1, { body: "first" });
    const second = server.change("one", 1, { body: "second" });
    for (const message of [first, second, first]) {
      server.socket.receive({ type: "message", conversation: "one", rev: message.rev, message });
    }
    expect(texts(timeline)[0]).toBe("second");
    expectTruth(server, chat, "one");
  });

  test("fetches missed changes after the reconnect", async () => {
    const here = await tab(server);
    const timeline = await opened(here.chat, "one");
    server.cut();
    server.post("bob", "one", "while you were out");
    server.change("one", 1, { body: undefined, deleted_at: "2026-11-24T09:00:00Z" });
    server.addConversation("three");
    server.enrol("two", "alice", { left_at: "2026-11-24T09:00:00Z" });
    await reconnected(server, here);
    expect(texts(timeline)).toEqual(["(deleted)", "message 2", "message 3", "while you were out"]);
    expect(here.chat.conversations.get("two")).toBeUndefined();
    expectTruth(server, here.chat, "one");
    expectTruth(server, here.chat, "three");
  });

  test("retries a permanent refusal with backoff, and reports it", async () => {
    const refusal = { code: "forbidden", detail: "A proxy's idea." };
    server.refusals.set("sync", Array(4).fill(refusal));
    const here = await tab(server);
    server.addConversation("three");
    await here.world.clock.pass(3_000);
    expect(here.chat.notices.all.value.map(({ text }) => text)).toEqual([]);
    await here.world.clock.pass(60_000);
    expect(here.chat.notices.all.value).toHaveLength(1);
    expect(here.chat.notices.all.value[0]!.text).toContain("New messages cannot be loaded");
    expect(here.chat.conversations.get("three")).toBeDefined();
    expect(syncs()).toBe(5);
  });

  test("fetches people and requests again after a failure while connected", async () => {
    server.restRefusals.set("/users", [{ code: "unavailable", detail: "" }]);
    server.restRefusals.set("/requests", [{ code: "invalid", detail: "" }]);
    server.asking = [
      {
        id: "r",
        kind: "group",
        created_at: "2026-11-24T09:00:00Z",
        asker_since: "2026-11-24T09:00:00Z",
        member_count: 2,
      },
    ];
    const { chat, world } = await tab(server);
    expect(chat.people.get("dora").display_name).toBe("");
    await world.clock.pass(10_000);
    expect(chat.people.get("dora").display_name).toBe("DORA");
    expect(chat.requests.waiting.value).toHaveLength(1);
  });

  test("sends the held revs and the token of the last sync", async () => {
    const here = await tab(server);
    expect(server.socket.named("sync")[0]).toMatchObject({ revs: { one: 4, two: 1 } });
    expect(server.socket.named("sync")[0]).not.toHaveProperty("as_of");
    server.cut();
    await reconnected(server, here);
    expect(server.socket.named("sync")[0]).toMatchObject({ as_of: "now" });
  });

  test("repeats until it has caught up", async () => {
    const here = await tab(server);
    server.changesPage = 20;
    server.cut();
    server.history("one", 95);
    await reconnected(server, here);
    expect(server.socket.named("sync").length).toBe(5);
    expectTruth(server, here.chat, "one");
  });

  test("takes the complete conversation when far behind", async () => {
    const here = await tab(server);
    const timeline = await opened(here.chat, "one");
    server.changesPage = 5;
    server.cut();
    server.history("one", 300);
    await reconnected(server, here);
    await settled();
    expectTruth(server, here.chat, "one");
    expect(texts(timeline).at(-1)).toBe("message 303");
    expect(timeline.state.value.atEnd).toBe(true);
  });

  test("adds a new conversation with its earlier messages", async () => {
    const { chat } = await tab(server);
    server.addConversation("new", { members: ["alice", "bob"] });
    server.post("bob", "new", "early");
    server.socket.receive({ type: "conversation", conversation: server.whole("new") });
    await settled();
    expectTruth(server, chat, "new");
  });

  test("removes a conversation at once, unless the user was added again", async () => {
    const { chat } = await tab(server);
    server.enrol("one", "alice", { left_at: "2026-11-24T09:00:00Z" });
    expect(chat.conversations.get("one")).toBeUndefined();
    server.enrol("one", "alice", { left_at: undefined });
    expectTruth(server, chat, "one");
    server.socket.receive({ type: "gone", conversation: "one", rev: 2 });
    expect(chat.conversations.get("one")).toBeDefined();
  });
});
