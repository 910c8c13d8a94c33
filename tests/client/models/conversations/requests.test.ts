import { beforeEach, describe, expect, test } from "vitest";
import { settled } from "../../fake_clock";
import { FakeServer } from "../../fake_server";
import { tab } from "../../setup";

const REQUEST = {
  id: "r1",
  kind: "direct",
  created_at: "2026-11-24T08:00:00Z",
  asker_since: "2026-11-23T08:00:00Z",
  member_count: 1,
} as const;

let server: FakeServer;

beforeEach(() => {
  server = new FakeServer();
  server.addConversation("one", { members: ["alice", "bob"] });
});

const waiting = async (): Promise<{ chat: Awaited<ReturnType<typeof tab>>["chat"] }> => {
  const { chat } = await tab(server);
  await settled();
  return { chat };
};

describe("requests", () => {
  test("are fetched after connecting, and again after an event", async () => {
    server.asking = [REQUEST];
    const { chat } = await waiting();
    expect(chat.requests.waiting.value).toEqual([REQUEST]);
    server.asking = [];
    server.changeList("requests");
    await settled();
    expect(chat.requests.waiting.value).toEqual([]);
  });

  test("are up to date after a reconnect", async () => {
    const { chat } = await waiting();
    for (const name of ["requests", "blocks"]) {
      server.cut();
      server.asking = server.asking.length ? [] : [REQUEST];
      server.changeList(name);
      server.mend();
      await server.clock.pass(2_000);
      expect(chat.requests.waiting.value).toEqual(server.asking);
    }
    const asked = server.requests.filter((request) => request.endsWith("/requests")).length;
    server.cut();
    server.mend();
    await server.clock.pass(2_000);
    expect(server.requests.filter((request) => request.endsWith("/requests"))).toHaveLength(asked);
  });

  test("show the peer of a direct conversation that is not accepted yet", async () => {
    const { shared } = server.addConversation("two", { kind: "direct", members: ["alice"] });
    Object.assign(shared, { peer: "carol" });
    const { chat } = await waiting();
    expect(chat.conversations.get("two")?.peer?.id).toBe("carol");
  });
});
