import { beforeEach, describe, expect, test } from "vitest";
import type { Timeline } from "../../../../static/src/models/api";
import { settled } from "../../fake_clock";
import { FakeServer } from "../../fake_server";
import { opened, tab } from "../../setup";

let server: FakeServer;

beforeEach(() => {
  server = new FakeServer();
  server.addConversation("one");
});

function readUpTo(seq: number): void {
  server.receipt({ conversation: "one", user: "alice", delivered_seq: seq, read_seq: seq });
}

describe("a happening of the conversation", () => {
  const titles = (timeline: Timeline): string[] =>
    timeline.rows.value.flatMap((row) => (row.kind === "line" ? [row.title] : []));

  test("is shown live, after a reload and after a time offline, and marks nothing as read", async () => {
    server.rename("one", "Sea");
    server.post("bob", "one", "hello");
    readUpTo(1);
    server.rename("one", "Lake");
    const { chat, world } = await tab(server);
    const timeline = await opened(chat, "one");
    expect(timeline.rows.value.map(({ kind }) => kind)).toEqual(["day", "line", "message", "line"]);
    server.rename("one", "Pond");
    expect(titles(timeline)).toEqual(["Sea", "Pond"]);
    server.cut();
    server.rename("one", "Puddle");
    server.mend();
    await world.clock.pass(40_000);
    await settled();
    expect(titles(timeline)).toEqual(["Sea", "Puddle"]);
    expect(chat.conversations.get("one")).toMatchObject({ unread: 0, last: { content: { text: "hello" } } });
  });

  test("is fetched when only the last message is in memory", async () => {
    server.post("bob", "one", "hello");
    readUpTo(1);
    server.rename("one", "Lake");
    const { chat } = await tab(server);
    expect(titles(await opened(chat, "one"))).toEqual(["Lake"]);
  });

  test("is fetched when there is no message", async () => {
    server.rename("one", "Lake");
    const { chat } = await tab(server);
    expect(titles(await opened(chat, "one"))).toEqual(["Lake"]);
  });
});
