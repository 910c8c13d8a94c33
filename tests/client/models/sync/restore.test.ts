import { beforeEach, describe, expect, test } from "vitest";
import { settled } from "../../fake_clock";
import type { FakeServer } from "../../fake_server";
import { expectTruth, opened, reconnected, serverOfTwo, tab, texts } from "../../setup";

let server: FakeServer;

beforeEach(() => {
  server = serverOfTwo(3);
});

describe("state that is no longer valid", () => {
  test("is fetched again after a new epoch, even with lower revs", async () => {
    const here = await tab(server);
    const timeline = await opened(here.chat, "one");
    server.post("bob", "one", "lost in the restore");
    expect(texts(timeline)).toContain("lost in the restore");
    server.cut();
    const held = server.held.get("one")!;
    held.messages.pop();
    held.shared = { ...held.shared, rev: 4, last_seq: 3 };
    held.members.set("bob", { ...held.members.get("bob")!, read_seq: 3, delivered_seq: 3 });
    held.members.set("alice", { ...held.members.get("alice")!, read_seq: 0, delivered_seq: 0 });
    server.held.delete("two");
    server.epoch = "e2";
    server.post("bob", "one", "after the restore");
    await reconnected(server, here);
    await settled();
    expect(texts(timeline).at(-1)).toBe("after the restore");
    expect(texts(timeline)).not.toContain("lost in the restore");
    expect(here.chat.conversations.get("one")!.conversation.rev).toBe(5);
    expect(here.chat.conversations.get("two")).toBeUndefined();
  });

  test("is fetched again after an interrupted restore", async () => {
    const here = await tab(server);
    server.cut();
    const held = server.held.get("one")!;
    held.messages.pop();
    held.shared = { ...held.shared, rev: 3, last_seq: 2 };
    server.epoch = "e2";
    const { fetch } = here.world;
    here.world.fetch = async () => {
      here.world.fetch = fetch;
      server.cut();
      throw new TypeError("Failed to fetch");
    };
    await reconnected(server, here);
    expect(here.chat.conversations.get("one")!.conversation.rev).toBe(4);
    server.mend();
    await here.world.clock.pass(5_000);
    expect(here.chat.conversations.get("one")!.conversation.rev).toBe(3);
  });

  test("starts at the new floor when history is opened or closed", async () => {
    server.floors.set("one", 2);
    server.held.get("one")!.shared.history = "joined";
    const { chat } = await tab(server);
    const timeline = await opened(chat, "one");
    expect(texts(timeline)).toEqual(["message 3"]);
    server.setHistory("one", "all");
    await settled();
    expect(texts(timeline)).toEqual(["message 1", "message 2", "message 3"]);
    expectTruth(server, chat, "one");
    server.setHistory("one", "joined");
    server.post("bob", "one", "and on it goes");
    await settled();
    expect(texts(timeline)).toEqual(["message 3", "and on it goes"]);
    expectTruth(server, chat, "one");
  });

  test("is fetched again when the history changed while offline", async () => {
    server.floors.set("one", 2);
    const here = await tab(server);
    const timeline = await opened(here.chat, "one");
    server.cut();
    server.setHistory("one", "joined");
    await reconnected(server, here);
    await settled();
    expect(texts(timeline)).toEqual(["message 3"]);
    expectTruth(server, here.chat, "one");
  });
});
