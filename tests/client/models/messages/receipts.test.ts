import { beforeEach, describe, expect, test } from "vitest";
import { FakeServer } from "../../fake_server";
import { messageRows, opened, tab } from "../../setup";

let server: FakeServer;

beforeEach(() => {
  server = new FakeServer();
  server.addConversation("one", { members: ["alice", "bob", "carol"] });
  server.addConversation("two");
});

function marks(id = "one"): { delivered_seq: number; read_seq: number } {
  const { delivered_seq, read_seq } = server.held.get(id)!.members.get("alice")!;
  return { delivered_seq, read_seq };
}

describe("the user's receipts", () => {
  test("mark arriving messages as delivered, in a batch within a second", async () => {
    const { world } = await tab(server);
    server.history("one", 20);
    server.history("two", 5);
    await world.clock.pass(1_000);
    expect(marks("one")).toEqual({ delivered_seq: 20, read_seq: 0 });
    expect(marks("two")).toEqual({ delivered_seq: 5, read_seq: 0 });
    expect(server.socket.named("receipt.advance")).toHaveLength(2);
  });

  test("mark missed messages as delivered after the reconnect", async () => {
    const { world } = await tab(server);
    server.cut();
    server.history("one", 3);
    server.mend();
    await world.clock.pass(3_000);
    expect(marks()).toEqual({ delivered_seq: 3, read_seq: 0 });
  });

  test("mark messages in view as read, at once here and soon on the server", async () => {
    const { chat, world } = await tab(server);
    server.history("one", 5);
    const timeline = await opened(chat, "one");
    timeline.inView(1, 4);
    expect(chat.conversations.get("one")!.unread).toBe(1);
    await world.clock.pass(1_000);
    expect(marks()).toEqual({ delivered_seq: 5, read_seq: 4 });
  });

  test("mark nothing as read while the user is away", async () => {
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

  test("are sent later when messages were read offline", async () => {
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

  test("do not fall when the user scrolls up", async () => {
    server.history("one", 5);
    const { chat, world } = await tab(server);
    const timeline = await opened(chat, "one");
    timeline.inView(1, 5);
    timeline.inView(1, 2);
    await world.clock.pass(1_000);
    expect(marks().read_seq).toBe(5);
  });

  test("follow reading on another device", async () => {
    server.history("one", 5);
    const { chat } = await tab(server);
    expect(chat.conversations.unread.value).toBe(5);
    server.receipt({ conversation: "one", user: "alice", delivered_seq: 5, read_seq: 5 });
    expect(chat.conversations.unread.value).toBe(0);
  });

  test("mark a conversation as read without opening it", async () => {
    server.history("one", 5);
    const { chat, world } = await tab(server);
    chat.conversations.markRead("one");
    expect(chat.conversations.get("one")!.unread).toBe(0);
    await world.clock.pass(1_000);
    expect(marks().read_seq).toBe(5);
  });
});

describe("the receipts of others", () => {
  test("show a message as delivered and read when all members are that far", async () => {
    const { chat } = await tab(server);
    const timeline = await opened(chat, "one");
    server.post("alice", "one", "mine");
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

  test("rise when a member sends a message", async () => {
    const { chat } = await tab(server);
    server.post("alice", "one", "question");
    server.post("bob", "one", "answer");
    expect(chat.messages.readers("one", 1).read).toEqual(["bob"]);
  });

  test("show no more than sent when not all members are known", async () => {
    const held = server.held.get("one")!;
    held.shared = { ...held.shared, member_count: 400 };
    const { chat } = await tab(server);
    const timeline = await opened(chat, "one");
    server.post("alice", "one", "to all");
    for (const user of ["bob", "carol"])
      server.receipt({ conversation: "one", user, delivered_seq: 1, read_seq: 1 });
    expect(messageRows(timeline).at(-1)!.status).toBe("sent");
  });
});
