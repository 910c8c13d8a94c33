import { beforeEach, describe, expect, test } from "vitest";
import { readUpTo } from "../../../../static/src/models/sync/unread";
import { settled } from "../../fake_clock";
import { FakeServer } from "../../fake_server";
import { opened, type Tab, tab } from "../../setup";

let server: FakeServer;

beforeEach(() => {
  server = new FakeServer();
  server.addConversation("one");
  server.history("one", 10);
  server.receipt({ conversation: "one", user: "alice", delivered_seq: 10, read_seq: 10 });
});

const unread = ({ chat }: Tab): number => chat.conversations.get("one")!.unread;
const mark = ({ chat }: Tab, seq: number | null): Promise<void> =>
  chat.conversations.setMembership("one", { unread_from: seq });
const marked = (): number | null | undefined => server.settings.get("one")?.unread_from;

describe("marking as unread", () => {
  test("counts from there on, on every device, and leaves the receipts", async () => {
    const [here, there] = [await tab(server), await tab(server)];
    await mark(here, 4);
    await settled();
    expect([unread(here), unread(there)]).toEqual([7, 7]);
    expect(server.held.get("one")!.members.get("alice")!.read_seq).toBe(10);
    server.post("bob", "one", "more");
    expect([unread(here), unread(there)]).toEqual([8, 8]);
  });

  test("lasts through the visit in which it is set, and moves the divider", async () => {
    const here = await tab(server);
    const timeline = await opened(here.chat, "one");
    timeline.inView(1, 10);
    await mark(here, 4);
    expect(timeline.dividerSeq.value).toBe(4);
    timeline.inView(2, 10);
    server.post("bob", "one", "more");
    timeline.inView(2, 11);
    here.world.attention.set({ isFocused: false });
    here.world.attention.set({ isFocused: true });
    await here.world.clock.pass(2_000);
    expect(unread(here)).toBe(8);
    expect(marked()).toBe(4);
  });

  test("lasts where the conversation is open on another device", async () => {
    const [here, there] = [await tab(server), await tab(server)];
    const timeline = await opened(there.chat, "one");
    timeline.inView(1, 10);
    await mark(here, 4);
    await settled();
    timeline.inView(1, 10);
    await there.world.clock.pass(2_000);
    expect(marked()).toBe(4);
    expect(timeline.dividerSeq.value).toBe(4);
  });

  test("ends once the user opens the conversation again and sees what is marked", async () => {
    const here = await tab(server);
    await mark(here, 4);
    const timeline = await opened(here.chat, "one");
    expect(timeline.target.value).toEqual({ seq: 4, highlight: false });
    expect(timeline.dividerSeq.value).toBe(4);
    timeline.inView(1, 3);
    await here.world.clock.pass(2_000);
    expect(marked()).toBe(4);
    timeline.inView(2, 6);
    expect(unread(here)).toBe(0);
    await here.world.clock.pass(2_000);
    expect(marked()).toBeUndefined();
    expect(timeline.dividerSeq.value).toBe(4);
  });

  test("is ended by hand, also in the visit in which it was set", async () => {
    const here = await tab(server);
    const timeline = await opened(here.chat, "one");
    await mark(here, 4);
    here.chat.conversations.markRead("one");
    expect(unread(here)).toBe(0);
    await here.world.clock.pass(2_000);
    expect(marked()).toBeUndefined();
    server.post("bob", "one", "more");
    timeline.inView(1, 11);
    await here.world.clock.pass(2_000);
    expect(unread(here)).toBe(0);
  });

  test("is not undone by a read that waits to be sent", async () => {
    const here = await tab(server);
    const timeline = await opened(here.chat, "one");
    server.post("bob", "one", "eleven");
    timeline.inView(1, 11);
    await mark(here, 4);
    await here.world.clock.pass(5_000);
    expect(server.held.get("one")!.members.get("alice")!.read_seq).toBe(11);
    expect(marked()).toBe(4);
    expect(unread(here)).toBe(8);
  });

  test("is taken back if the server refuses it", async () => {
    const here = await tab(server);
    server.restRefusals.set("membership", [{ code: "unavailable", detail: "" }]);
    await expect(mark(here, 4)).rejects.toThrow();
    expect(unread(here)).toBe(0);
  });
});

test.each([
  [10, undefined, 1, 10],
  [10, 4, 1, 3],
  [3, 7, 1, 3],
  [10, 4, 6, 5],
])(
  "read up to %d, marked from %s and allowed from %d on: read up to %d",
  (read_seq, unread_from, first_seq, result) => {
    expect(readUpTo({ read_seq, unread_from, first_seq })).toBe(result);
  },
);
