import { beforeEach, describe, expect, test } from "vitest";
import { TypingMachine } from "../../../../static/src/models/people/typing";
import { FakeServer } from "../../fake_server";
import { tab } from "../../setup";

let server: FakeServer;

beforeEach(() => {
  server = new FakeServer();
  server.addConversation("one");
});

function typing(user: string, active = true): void {
  server.socket.receive({ type: "typing", conversation: "one", user, active });
}

describe("the user's typing", () => {
  test("is sent at the first key, and then every four seconds", () => {
    const machine = new TypingMachine();
    const events = [0, 500, 3_999, 4_000, 4_100, 8_000].map((at) => machine.typed(at));
    expect(events).toEqual(["start", null, null, "start", null, "start"]);
  });

  test("ends with a pause of five seconds, once", () => {
    const machine = new TypingMachine();
    machine.typed(0);
    expect(machine.rested(4_999)).toBeNull();
    expect(machine.rested(5_000)).toBe("stop");
    expect(machine.rested(9_000)).toBeNull();
    expect(machine.restsAt()).toBeNull();
  });

  test("ends at once when the message is sent, and is not sent when nothing was typed", () => {
    const machine = new TypingMachine();
    expect(machine.done()).toBeNull();
    machine.typed(0);
    expect(machine.done()).toBe("stop");
    expect(machine.typed(100)).toBe("start");
  });

  test("is sent over the socket", async () => {
    const { chat, world } = await tab(server);
    chat.presence.typed("one");
    await world.clock.pass(2_000);
    chat.presence.typed("one");
    await world.clock.pass(6_000);
    expect(server.socket.named("typing.start")).toHaveLength(1);
    expect(server.socket.named("typing.stop")).toHaveLength(1);
    chat.presence.typed("one");
    chat.messages.send("one", "done");
    await world.clock.pass(100);
    expect(server.socket.named("typing.start")).toHaveLength(2);
    expect(server.socket.named("typing.stop")).toHaveLength(2);
  });
});

describe("the typing of others", () => {
  test("is shown until they stop", async () => {
    const { chat } = await tab(server);
    typing("bob");
    typing("carol");
    expect(chat.presence.typing("one")).toEqual(["bob", "carol"]);
    typing("bob", false);
    expect(chat.presence.typing("one")).toEqual(["carol"]);
  });

  test("ends when they send, or after six seconds of silence", async () => {
    const { chat, world } = await tab(server);
    typing("bob");
    typing("carol");
    server.post("bob", "one", "sent");
    expect(chat.presence.typing("one")).toEqual(["carol"]);
    await world.clock.pass(4_000);
    typing("carol");
    await world.clock.pass(4_000);
    expect(chat.presence.typing("one")).toEqual(["carol"]);
    await world.clock.pass(2_100);
    expect(chat.presence.typing("one")).toEqual([]);
  });

  test("excludes the user, and ends with the connection", async () => {
    const { chat } = await tab(server);
    typing("alice");
    typing("bob");
    expect(chat.presence.typing("one")).toEqual(["bob"]);
    server.cut();
    expect(chat.presence.typing("one")).toEqual([]);
  });
});

describe("presence", () => {
  test("is watched for people on the screen, and again after a reconnect", async () => {
    const { chat, world } = await tab(server);
    chat.presence.watch(["carol", "bob", "alice", "bob"]);
    await world.clock.pass(200);
    expect(server.socket.named("presence.watch")).toMatchObject([{ users: ["bob", "carol"] }]);
    expect(chat.presence.of("bob")).toMatchObject({ online: true });
    chat.presence.watch(["bob", "carol"]);
    await world.clock.pass(200);
    expect(server.socket.named("presence.watch")).toHaveLength(1);
    server.cut();
    server.mend();
    await world.clock.pass(1_000);
    expect(server.socket.named("presence.watch")).toHaveLength(1);
  });

  test("follows the events", async () => {
    const { chat } = await tab(server);
    server.socket.receive({ type: "presence", user: "bob", online: true });
    server.socket.receive({
      type: "presence",
      user: "bob",
      online: false,
      last_seen_at: "2026-11-24T09:00:00Z",
    });
    expect(chat.presence.of("bob")).toEqual({ online: false, last_seen_at: "2026-11-24T09:00:00Z" });
    expect(chat.presence.of("carol")).toBeUndefined();
  });

  test("is requested for at most 200 people", async () => {
    const { chat, world } = await tab(server);
    chat.presence.watch(Array.from({ length: 300 }, (_, n) => `user-${n}`));
    await world.clock.pass(200);
    expect(server.socket.named("presence.watch")[0]!.users).toHaveLength(200);
  });
});
