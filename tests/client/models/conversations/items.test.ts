import { beforeEach, describe, expect, test } from "vitest";
import { minute } from "../../../../static/src/helpers/today";
import { settled } from "../../fake_clock";
import { FakeServer } from "../../fake_server";
import { tab } from "../../setup";

let server: FakeServer;

beforeEach(() => {
  server = new FakeServer();
  server.addConversation("old");
  server.addConversation("new");
});

async function pass(ms: number): Promise<void> {
  await server.clock.pass(ms);
}

describe("the list of conversations", () => {
  test("has pinned conversations first, then the latest activity", async () => {
    server.post("bob", "old", "first");
    await pass(1_000);
    server.post("bob", "new", "second");
    const { chat } = await tab(server);
    const order = (): string[] => chat.conversations.listed.value.map(({ id }) => id);
    expect(order()).toEqual(["new", "old"]);
    await pass(1_000);
    server.post("bob", "old", "third");
    expect(order()).toEqual(["old", "new"]);
    server.personalise("new", { pinned_at: "2026-11-24T09:00:00Z" });
    expect(order()).toEqual(["new", "old"]);
  });

  test("excludes a direct conversation with a blocked person from the title", async () => {
    server.addConversation("direct", { kind: "direct", members: ["alice", "bob"] });
    server.blocked = ["bob"];
    const { chat } = await tab(server);
    await settled();
    server.post("bob", "direct", "hello");
    server.post("bob", "old", "hello");
    expect(chat.conversations.get("direct")).toMatchObject({ blocked: true, unread: 1 });
    expect(chat.conversations.get("old")!.blocked).toBe(false);
    expect(chat.conversations.unread.value).toBe(1);
    server.blocked = [];
    server.changeList("blocks");
    await settled();
    expect(chat.conversations.get("direct")!.blocked).toBe(false);
    expect(chat.conversations.unread.value).toBe(2);
  });

  test("keeps its order when an old message is edited", async () => {
    server.post("bob", "old", "first");
    await pass(1_000);
    server.post("bob", "new", "second");
    const { chat } = await tab(server);
    server.change("old", 1, { body: "edited" });
    expect(chat.conversations.listed.value.map(({ id }) => id)).toEqual(["new", "old"]);
    expect(chat.conversations.get("old")!.last!.content).toEqual({ kind: "text", text: "edited" });
  });

  test("shows an unsent message, and moves its conversation up at once", async () => {
    server.post("bob", "old", "first");
    await pass(1_000);
    server.post("bob", "new", "second");
    const { chat } = await tab(server);
    await pass(1_000);
    chat.messages.send("old", "mine");
    expect(chat.conversations.listed.value[0]).toMatchObject({
      id: "old",
      last: { mine: true, status: "sending", content: { text: "mine" } },
    });
  });

  test("keeps the object of an unchanged item", async () => {
    const { chat } = await tab(server);
    const before = chat.conversations.get("new");
    server.post("bob", "old", "elsewhere");
    expect(chat.conversations.get("new")).toBe(before);
  });

  test("counts unread messages of conversations that are neither muted nor archived", async () => {
    const { chat } = await tab(server);
    server.history("old", 3);
    server.history("new", 2);
    expect(chat.conversations.unread.value).toBe(5);
    server.personalise("old", { muted_until: "2027-01-01T00:00:00Z" });
    expect(chat.conversations.unread.value).toBe(2);
    server.personalise("new", { archived_at: "2026-11-24T09:00:00Z" });
    expect(chat.conversations.unread.value).toBe(0);
    expect(chat.conversations.archived.value.map(({ id }) => id)).toEqual(["new"]);
  });

  test("unmutes a conversation when its mute expires", async () => {
    const { chat } = await tab(server);
    server.history("old", 3);
    server.personalise("old", { muted_until: new Date(server.clock.now() + 3_600_000).toISOString() });
    expect(chat.conversations.unread.value).toBe(0);
    await pass(3_660_000);
    minute.value += 61;
    expect(chat.conversations.unread.value).toBe(3);
  });

  test("never counts the user's own messages as unread", async () => {
    const { chat } = await tab(server);
    server.post("alice", "old", "from my phone");
    expect(chat.conversations.get("old")!.unread).toBe(0);
  });

  test("names a direct conversation after the other person, and a note to self", async () => {
    server.addConversation("pair", { kind: "direct", members: ["alice", "bob"] });
    server.addConversation("self", { kind: "direct", members: ["alice"] });
    const { chat } = await tab(server);
    expect(chat.conversations.get("pair")).toMatchObject({ title: "bob", peer: { id: "bob" } });
    expect(chat.conversations.get("self")).toMatchObject({
      title: "Notes to yourself",
      peer: { id: "alice" },
    });
  });
});

describe("people", () => {
  test("are fetched together and once when unknown", async () => {
    const { chat } = await tab(server);
    expect(chat.people.get("dora")).toEqual({ id: "dora", username: "", display_name: "" });
    chat.people.get("emil");
    chat.people.get("dora");
    await settled();
    expect(chat.people.get("dora").display_name).toBe("DORA");
    expect(server.requests.filter((request) => request.includes("/users"))).toEqual([
      "GET /api/v1/users?ids=dora%2Cemil",
    ]);
  });

  test("have a placeholder name when they no longer exist", async () => {
    const { chat } = await tab(server);
    chat.people.get("nobody");
    await settled();
    expect(chat.people.get("nobody").display_name).toBe("Former member");
  });

  test("are fetched after the reconnect when a fetch failed", async () => {
    const { chat } = await tab(server);
    server.cut();
    chat.people.get("dora");
    await settled();
    server.mend();
    await pass(2_000);
    expect(chat.people.get("dora").display_name).toBe("DORA");
  });
});
