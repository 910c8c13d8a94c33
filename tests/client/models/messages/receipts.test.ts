import { beforeEach, describe, expect, test } from "vitest";
import { FakeServer } from "../../fake_server";
import { messageRows, opened, tab } from "../../setup";

let server: FakeServer;

beforeEach(() => {
  server = new FakeServer();
  server.found("one", { members: ["alice", "bob", "carol"] });
  server.found("two");
});

function marks(id = "one"): { delivered_seq: number; read_seq: number } {
  const { delivered_seq, read_seq } = server.held.get(id)!.members.get("alice")!;
  return { delivered_seq, read_seq };
}

describe("my receipts", () => {
  test("messages that arrive are marked delivered, together and within a second", async () => {
    const { world } = await tab(server);
    server.history("one", 20);
    server.history("two", 5);
    await world.clock.pass(1_000);
    expect(marks("one")).toEqual({ delivered_seq: 20, read_seq: 0 });
    expect(marks("two")).toEqual({ delivered_seq: 5, read_seq: 0 });
    expect(server.socket.named("receipt.advance")).toHaveLength(2);
  });

  test("missed messages are marked delivered after the reconnect", async () => {
    const { world } = await tab(server);
    server.cut();
    server.history("one", 3);
    server.mend();
    await world.clock.pass(3_000);
    expect(marks()).toEqual({ delivered_seq: 3, read_seq: 0 });
  });

  test("messages in view are read: at once here, soon on the server", async () => {
    const { chat, world } = await tab(server);
    server.history("one", 5);
    const timeline = await opened(chat, "one");
    timeline.inView(1, 4);
    expect(chat.conversations.get("one")!.unread).toBe(1);
    await world.clock.pass(1_000);
    expect(marks()).toEqual({ delivered_seq: 5, read_seq: 4 });
  });

  test("nothing is read while the user is away, and all in view once they return", async () => {
    const { chat, world } = await tab(server);
    server.history("one", 5);
    world.attention.set({ isFocused: false });
    const timeline = await opened(chat, "one");
    timeline.inView(1, 5);
    await world.clock.pass(2_000);
    expect(marks().read_seq).toBe(0);
    world.attention.set({ isFocused: true, isVisible: false });
    await world.clock.pass(2_000);
    expect(marks().read_seq).toBe(0);
    world.attention.set({ isVisible: true });
    await world.clock.pass(2_000);
    expect(marks().read_seq).toBe(5);
  });

  test("messages read offline are reported later", async () => {
    server.history("one", 5);
    const { chat, world } = await tab(server);
    const timeline = await opened(chat, "one");
    server.cut();
    timeline.inView(1, 5);
    expect(chat.conversations.get("one")!.unread).toBe(0);
    await world.clock.pass(5_000);
    server.mend();
    await world.clock.pass(60_000);
    expect(marks().read_seq).toBe(5);
  });

  test("scrolling back up takes nothing back", async () => {
    server.history("one", 5);
    const { chat, world } = await tab(server);
    const timeline = await opened(chat, "one");
    timeline.inView(1, 5);
    timeline.inView(1, 2);
    await world.clock.pass(1_000);
    expect(marks().read_seq).toBe(5);
  });

  test("reading on another device clears it here", async () => {
    server.history("one", 5);
    const { chat } = await tab(server);
    expect(chat.conversations.unread.value).toBe(5);
    server.receipt({ conversation: "one", user: "alice", delivered_seq: 5, read_seq: 5 });
    expect(chat.conversations.unread.value).toBe(0);
  });

  test("marking as read needs no open conversation", async () => {
    server.history("one", 5);
    const { chat, world } = await tab(server);
    chat.conversations.markRead("one");
    expect(chat.conversations.get("one")!.unread).toBe(0);
    await world.clock.pass(1_000);
    expect(marks().read_seq).toBe(5);
  });
});

describe("the receipts of others", () => {
  test("my message is delivered and read when all of them are that far", async () => {
    const { chat } = await tab(server);
    const timeline = await opened(chat, "one");
    server.say("alice", "one", "mine");
    const status = (): string | null => messageRows(timeline).at(-1)!.status;
    const receipt = (user: string, delivered_seq: number, read_seq: number): void =>
      server.receipt({ conversation: "one", user, delivered_seq, read_seq });
    expect(status()).toBe("sent");
    receipt("bob", 1, 1);
    expect(status()).toBe("sent");
    expect(chat.messages.readers("one", 1)).toEqual({ read: ["bob"], delivered: [], waiting: ["carol"] });
    receipt("carol", 1, 0);
    expect(status()).toBe("delivered");
    receipt("carol", 1, 1);
    expect(status()).toBe("read");
    expect(chat.conversations.get("one")!.last!.status).toBe("read");
  });

  test("a message marks earlier ones as read by its sender", async () => {
    const { chat } = await tab(server);
    server.say("alice", "one", "question");
    server.say("bob", "one", "answer");
    expect(chat.messages.readers("one", 1).read).toEqual(["bob"]);
  });

  test("my message shows no more than sent in a large conversation whose members are not all known", async () => {
    const held = server.held.get("one")!;
    held.shared = { ...held.shared, member_count: 400 };
    const { chat } = await tab(server);
    const timeline = await opened(chat, "one");
    server.say("alice", "one", "to all");
    for (const user of ["bob", "carol"])
      server.receipt({ conversation: "one", user, delivered_seq: 1, read_seq: 1 });
    expect(messageRows(timeline).at(-1)!.status).toBe("sent");
  });
});
