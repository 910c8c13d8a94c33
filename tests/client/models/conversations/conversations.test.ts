import { beforeEach, describe, expect, test } from "vitest";
import type { Member } from "../../../../static/src/protocol/wire";
import { settled } from "../../fake_clock";
import { FakeServer } from "../../fake_server";
import { tab } from "../../setup";

let server: FakeServer;

beforeEach(() => {
  server = new FakeServer();
  server.addConversation("one", { members: ["alice", "bob"] });
});

/** Sets the server's answer to one REST call; all others are unchanged. */
function answers(call: string, body: unknown, status = 200): void {
  const { fetch } = server;
  server.fetch = async (path, init) => {
    if (`${init.method} ${path}` !== `${call.split(" ")[0]} /api/v1/${call.split(" ")[1]}`)
      return fetch(path, init);
    server.requests.push(`${init.method} ${path} ${init.body ?? ""}`);
    return status === 204 ? new Response(null, { status }) : Response.json(body, { status });
  };
}

describe("starting and joining", () => {
  test("adds a new conversation with the response, and only once", async () => {
    server.addConversation("fresh");
    const fresh = server.whole("fresh");
    server.held.delete("fresh");
    answers("POST conversations", fresh, 201);
    const { chat } = await tab(server);
    const item = await chat.conversations.create({ kind: "group", title: "fresh", members: ["bob"] });
    expect(item.id).toBe("fresh");
    server.socket.receive({ type: "conversation", conversation: fresh });
    expect(chat.conversations.listed.value.filter(({ id }) => id === "fresh")).toHaveLength(1);
  });

  test("rejects with a sentence", async () => {
    answers("POST conversations", { code: "forbidden", detail: "" }, 403);
    const { chat } = await tab(server);
    await expect(chat.conversations.create({ kind: "direct", members: ["bob"] })).rejects.toThrow(
      "You are not allowed to do this.",
    );
  });

  test("removes a conversation after leaving, before the event", async () => {
    answers("DELETE conversations/one/members/alice", null, 204);
    const { chat } = await tab(server);
    await chat.conversations.leave("one");
    expect(chat.conversations.get("one")).toBeUndefined();
  });

  test("returns null for a conversation of others", async () => {
    const { chat } = await tab(server);
    expect(await chat.conversations.fetch("nothing")).toBeNull();
    expect(await chat.conversations.fetch("one")).toMatchObject({ id: "one" });
  });
});

describe("mute, pin, archive", () => {
  test("are shown at once and stay", async () => {
    answers("PATCH conversations/one/membership", server.whole("one").membership);
    const { chat } = await tab(server);
    const done = chat.conversations.setMembership("one", {
      pinned: true,
      muted_until: "2027-01-01T00:00:00Z",
    });
    expect(chat.conversations.get("one")).toMatchObject({ pinned: true, muted: true });
    await done;
    expect(chat.conversations.get("one")).toMatchObject({ pinned: true, muted: true });
    expect(server.requests.at(-1)).toContain('{"pinned":true,"muted_until":"2027-01-01T00:00:00Z"}');
  });

  test("are reverted when refused", async () => {
    answers("PATCH conversations/one/membership", { code: "unavailable", detail: "" }, 503);
    const { chat } = await tab(server);
    await expect(chat.conversations.setMembership("one", { archived: true })).rejects.toThrow();
    expect(chat.conversations.get("one")!.archived).toBe(false);
  });
});

describe("the members pane", () => {
  const page = (names: string[]): Member[] =>
    names.map((user) => ({
      user,
      role: user === "zoe" ? "owner" : "member",
      rev: 1,
      joined_at: "2026-11-24T08:00:00Z",
      delivered_seq: 0,
      read_seq: 0,
    }));

  test("lists a small conversation without a request, owners first", async () => {
    const held = server.held.get("one")!;
    held.members.set("bob", { ...held.members.get("bob")!, role: "owner" });
    const { chat } = await tab(server);
    const list = chat.members.list("one");
    expect(list.items.value.map(({ user }) => user.id)).toEqual(["bob", "alice"]);
    expect(list.hasMore.value).toBe(false);
  });

  test("loads a large one page by page, and follows changes", async () => {
    const held = server.held.get("one")!;
    held.shared = { ...held.shared, member_count: 6 };
    answers("GET conversations/one/members?cursor=next&limit=100", { items: page(["erik", "zoe"]) });
    answers("GET conversations/one/members?limit=100", {
      items: page(["carol", "dave"]),
      next_cursor: "next",
    });
    const { chat } = await tab(server);
    const list = chat.members.list("one");
    expect(list.hasMore.value).toBe(true);
    await list.loadMore();
    const member = { ...page(["dave"])[0]!, rev: 2, left_at: "2026-11-24T09:00:00Z" };
    held.shared = { ...held.shared, rev: 2 };
    server.socket.receive({ type: "member", conversation: "one", rev: 2, member_count: 5, member });
    await list.loadMore();
    expect(list.items.value).toHaveLength(5);
    await settled();
    expect(list.items.value.map(({ user }) => user.id)).toEqual(["zoe", "alice", "bob", "carol", "erik"]);
    expect(list.hasMore.value).toBe(false);
  });
});
