import { beforeEach, describe, expect, test } from "vitest";
import { settled } from "../../fake_clock";
import { FakeServer } from "../../fake_server";
import { messageRows, opened, tab, texts } from "../../setup";

let server: FakeServer;

beforeEach(() => {
  server = new FakeServer();
  server.addConversation("one");
});

function readUpTo(seq: number): void {
  server.receipt({ conversation: "one", user: "alice", delivered_seq: seq, read_seq: seq });
}

function span(rows: { seq: number | null }[]): [number | null, number | null] {
  return [rows[0]!.seq, rows.at(-1)!.seq];
}

describe("the timeline", () => {
  test("opens at the end when everything is read", async () => {
    server.history("one", 300);
    readUpTo(300);
    const { chat } = await tab(server);
    const timeline = await opened(chat, "one");
    expect(span(messageRows(timeline))).toEqual([202, 300]);
    expect(timeline.target.value).toEqual({ seq: "latest", highlight: false });
    expect(timeline.state.value).toEqual({ loading: "no", atStart: false, atEnd: true, error: null });
    expect(timeline.dividerSeq.value).toBeNull();
  });

  test("opens at the first unread message, whose divider stays", async () => {
    server.history("one", 300);
    readUpTo(150);
    const { chat } = await tab(server);
    const timeline = await opened(chat, "one");
    expect(timeline.target.value).toEqual({ seq: 151, highlight: false });
    expect(timeline.unread.value).toBe(150);
    const divider = timeline.rows.value.findIndex((row) => row.kind === "unread");
    expect(timeline.rows.value[divider + 1]).toMatchObject({ seq: 151 });
    timeline.inView(151, 170);
    server.post("bob", "one", "more");
    expect(timeline.unread.value).toBe(131);
    expect(timeline.dividerSeq.value).toBe(151);
  });

  test("grows in both directions to the first and last message, without a gap", async () => {
    server.history("one", 320);
    readUpTo(320);
    const { chat } = await tab(server);
    const timeline = await opened(chat, "one", 160);
    while (!timeline.state.value.atStart) await timeline.loadOlder();
    while (!timeline.state.value.atEnd) await timeline.loadNewer();
    expect(messageRows(timeline).map(({ seq }) => seq)).toEqual(
      Array.from({ length: 320 }, (_, at) => at + 1),
    );
    const requests = server.requests.length;
    await timeline.loadOlder();
    await timeline.loadNewer();
    expect(server.requests.length).toBe(requests);
  });

  test("opens at the message of a permalink", async () => {
    server.history("one", 500);
    const { chat } = await tab(server);
    const timeline = await opened(chat, "one", 77);
    expect(timeline.target.value).toEqual({ seq: 77, highlight: true });
    expect(texts(timeline)).toContain("message 77");
    expect(chat.messages.permalink("one", 77)).toBe("http://chat.test/c/one/77");
  });

  test("opens at the end for a permalink to an unknown message", async () => {
    server.history("one", 5);
    readUpTo(5);
    const { chat } = await tab(server);
    const timeline = await opened(chat, "one", 99);
    expect(timeline.target.value).toEqual({ seq: "latest", highlight: false });
    expect(await timeline.jumpTo(98)).toBe(false);
  });

  test("jumps within memory without a request", async () => {
    server.history("one", 300);
    readUpTo(300);
    const { chat } = await tab(server);
    const timeline = await opened(chat, "one");
    for (let n = 0; n < 3; n++) await timeline.loadOlder();
    const requests = server.requests.length;
    expect(await timeline.jumpTo(150)).toBe(true);
    await timeline.jumpToLatest();
    expect(server.requests.length).toBe(requests);
    expect(messageRows(timeline).at(-1)!.seq).toBe(300);
  });

  test("follows the end, unless the user is elsewhere", async () => {
    server.history("one", 300);
    readUpTo(300);
    const { chat } = await tab(server);
    const timeline = await opened(chat, "one");
    server.post("bob", "one", "live");
    expect(texts(timeline).at(-1)).toBe("live");
    await timeline.jumpTo(50);
    const before = timeline.rows.value;
    server.post("bob", "one", "elsewhere");
    expect(timeline.rows.value).toBe(before);
    expect(timeline.state.value.atEnd).toBe(false);
  });

  test("is at start and end when empty, and shows the first message", async () => {
    const { chat } = await tab(server);
    const timeline = await opened(chat, "one");
    expect(timeline.rows.value).toEqual([]);
    expect(timeline.state.value).toMatchObject({ atStart: true, atEnd: true });
    server.post("bob", "one", "first");
    expect(texts(timeline)).toEqual(["first"]);
  });

  test("stays bounded when the user scrolls far", async () => {
    server.history("one", 3_000);
    readUpTo(3_000);
    const { chat } = await tab(server);
    const timeline = await opened(chat, "one");
    let first = 2_901;
    while (!timeline.state.value.atStart) {
      await timeline.loadOlder();
      first = messageRows(timeline)[0]!.seq!;
      timeline.inView(first + 20, first + 40);
      expect(messageRows(timeline).length).toBeLessThanOrEqual(650);
    }
    expect(first).toBe(1);
    while (!timeline.state.value.atEnd) {
      await timeline.loadNewer();
      const last = messageRows(timeline).at(-1)!.seq!;
      timeline.inView(last - 40, last - 20);
    }
    const seqs = messageRows(timeline).map(({ seq }) => seq!);
    expect(seqs).toEqual(Array.from({ length: seqs.length }, (_, at) => 3_000 - seqs.length + 1 + at));
  });

  test("shows a failed load, and retries when connected again", async () => {
    server.history("one", 300);
    readUpTo(300);
    const { chat, world } = await tab(server);
    const timeline = await opened(chat, "one");
    server.cut();
    await timeline.loadOlder();
    expect(timeline.state.value.error).toBe("The server cannot be reached right now.");
    server.mend();
    await world.clock.pass(2_000);
    expect(timeline.state.value.error).toBeNull();
    expect(messageRows(timeline)[0]!.seq).toBe(152);
  });

  test("ignores a late response after a later jump", async () => {
    server.history("one", 500);
    readUpTo(500);
    const { chat } = await tab(server);
    const timeline = await opened(chat, "one");
    await Promise.all([timeline.jumpTo(50), timeline.jumpTo(250)]);
    expect(timeline.target.value).toMatchObject({ seq: 250 });
    expect(texts(timeline)).toContain("message 250");
    expect(texts(timeline)).not.toContain("message 50");
  });

  test("keeps an edit that arrives during a page's request", async () => {
    server.history("one", 300);
    readUpTo(300);
    const { chat, world } = await tab(server);
    const timeline = await opened(chat, "one");
    const { fetch } = world;
    world.fetch = async (path, init) => {
      const answer = await fetch(path, init);
      server.change("one", 170, { body: "edited in the meantime" });
      return answer;
    };
    await timeline.loadOlder();
    expect(texts(timeline)).toContain("edited in the meantime");
    expect(texts(timeline)).not.toContain("message 170");
  });

  test("fetches a distant quoted message once, and remembers a missing one", async () => {
    server.history("one", 300);
    readUpTo(300);
    const { chat } = await tab(server);
    const timeline = await opened(chat, "one");
    expect([timeline.message(3), timeline.message(3)]).toEqual([undefined, undefined]);
    await settled();
    expect(timeline.message(3)).toMatchObject({ body: "message 3" });
    timeline.message(999);
    await settled();
    expect(timeline.message(999)).toBeNull();
    expect(server.requests.filter((request) => request.endsWith("/messages/3"))).toHaveLength(1);
  });

  test("puts the divider above messages that arrive while the user is away", async () => {
    server.history("one", 3);
    readUpTo(3);
    const { chat, world } = await tab(server);
    const timeline = await opened(chat, "one");
    server.post("bob", "one", "seen");
    expect(timeline.dividerSeq.value).toBeNull();
    world.attention.set({ isFocused: false });
    server.post("bob", "one", "unseen");
    server.post("bob", "one", "unseen too");
    expect(timeline.dividerSeq.value).toBe(5);
  });

  test("edits the user's newest message that has text", async () => {
    server.history("one", 2);
    server.post("alice", "one", "mine");
    server.post("alice", "one", "mine, deleted");
    server.change("one", 4, { deleted_at: "2026-11-24T09:00:00Z", body: undefined });
    server.post("alice", "one", "mine, forwarded");
    server.change("one", 5, { forwarded: true });
    const { chat } = await tab(server);
    await opened(chat, "one");
    expect(chat.messages.lastOwn("one")).toMatchObject({ seq: 3 });
  });
});
