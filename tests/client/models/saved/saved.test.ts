import { beforeEach, describe, expect, test } from "vitest";
import { settled } from "../../fake_clock";
import { FakeServer } from "../../fake_server";
import { tab } from "../../setup";

const mark = (seq: number, reminded_at?: string) => ({
  conversation: "one",
  seq,
  ...(reminded_at ? { remind_at: reminded_at, reminded_at } : {}),
});
const AT = "2026-11-24T08:00:00Z";
const LATER = "2026-11-24T09:00:00Z";

let server: FakeServer;

beforeEach(() => {
  server = new FakeServer();
  server.addConversation("one", { members: ["alice", "bob"] });
});

async function opened() {
  const { chat } = await tab(server);
  await settled();
  return chat.saved;
}

async function changed(...saved: ReturnType<typeof mark>[]): Promise<void> {
  server.saved = saved;
  server.changeList("saved");
  await settled();
}

describe("saved messages", () => {
  test("are known after connecting, and again after an event", async () => {
    server.saved = [mark(3)];
    const saved = await opened();
    expect(saved.mark("one", 3)).toEqual(mark(3));
    await changed(mark(4));
    expect([saved.mark("one", 3), saved.mark("one", 4)]).toEqual([undefined, mark(4)]);
  });

  test("are known after a reconnect", async () => {
    const saved = await opened();
    server.cut();
    server.saved = [mark(3)];
    server.changeList("saved");
    server.mend();
    await server.clock.pass(2_000);
    expect(saved.mark("one", 3)).toEqual(mark(3));
  });

  test("that are due are counted", async () => {
    server.saved = [mark(3, AT), mark(4), mark(5, AT)];
    expect((await opened()).due.value).toBe(2);
  });
});

describe("a reminder", () => {
  test("that came before the page was opened is no news", async () => {
    server.saved = [mark(3, AT)];
    expect((await opened()).fired.value).toEqual([]);
  });

  test("is news until it is done", async () => {
    server.saved = [mark(3)];
    const saved = await opened();
    await changed(mark(3, AT), mark(4));
    expect(saved.fired.value).toEqual([mark(3, AT)]);
    await changed(mark(3, AT));
    expect(saved.fired.value).toEqual([mark(3, AT)]);
    await changed();
    expect(saved.fired.value).toEqual([]);
  });

  test("is no news once it was seen, and again when it comes another time", async () => {
    server.saved = [mark(3)];
    const saved = await opened();
    await changed(mark(3, AT));
    saved.seen();
    await changed(mark(3, AT), mark(4));
    expect(saved.fired.value).toEqual([]);
    await changed(mark(3, LATER));
    expect(saved.fired.value).toEqual([mark(3, LATER)]);
  });

  test("that came while the page was offline is news", async () => {
    server.saved = [mark(3)];
    const saved = await opened();
    server.cut();
    server.saved = [mark(3, AT)];
    server.changeList("saved");
    server.mend();
    await server.clock.pass(2_000);
    expect(saved.fired.value).toEqual([mark(3, AT)]);
  });
});
