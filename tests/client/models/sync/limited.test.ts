import { beforeEach, describe, expect, test } from "vitest";
import { settled } from "../../fake_clock";
import { FakeServer } from "../../fake_server";
import { opened, tab, texts } from "../../setup";

let server: FakeServer;

beforeEach(() => {
  server = new FakeServer();
  server.addConversation("one");
  server.refusesSockets = true;
});

/** A page that has given the socket up for now. */
async function limited() {
  const here = await tab(server);
  await server.clock.pass(3_000);
  expect(here.chat.connection.line.value).toMatchObject({ phase: "limited", visible: true });
  return here;
}

function sends(): number {
  return server.inputs.filter(({ type }) => type === "message.send").length;
}

describe("when no socket can be opened", () => {
  test("one failure is not enough, and without REST the page is offline", async () => {
    const { chat } = await tab(server);
    await settled();
    expect(chat.connection.line.value.phase).not.toBe("limited");
    server.cut();
    await server.clock.pass(10_000);
    expect(chat.connection.line.value.phase).toBe("offline");
  });

  test("messages are received and sent, in order", async () => {
    const { chat } = await limited();
    const timeline = await opened(chat, "one");
    server.post("bob", "one", "hello");
    await server.clock.pass(2_000);
    expect(texts(timeline)).toEqual(["hello"]);
    for (const text of ["a", "b", "c"]) chat.messages.send("one", text);
    await server.clock.pass(2_000);
    expect(texts(timeline)).toEqual(["hello", "a", "b", "c"]);
    expect(server.held.get("one")!.messages.map(({ body }) => body)).toEqual(["hello", "a", "b", "c"]);
    expect(sends()).toBe(3);
    expect(server.held.get("one")!.members.get("alice")!.read_seq).toBe(4);
  });

  test("a lasting refusal is retried and shown", async () => {
    const { chat } = await limited();
    server.refusals.set("sync", Array(4).fill({ code: "invalid", detail: "" }));
    server.post("bob", "one", "hello");
    await server.clock.pass(60_000);
    expect(chat.notices.all.value.map(({ text }) => text)).toHaveLength(1);
    expect(texts(await opened(chat, "one"))).toEqual(["hello"]);
    expect(chat.connection.line.value.phase).toBe("limited");
  });

  test("presence and the server's state arrive with polls", async () => {
    const { chat } = await limited();
    chat.presence.watch(["bob"]);
    server.polled = {
      presence: { bob: { online: true } },
      read_only: { reason: "A backup.", since: "2026-11-24T09:00:00Z" },
      notices: [{ id: "n", text: "Cake at four" }],
    };
    await server.clock.pass(3_000);
    expect(server.bodies.at(-1)).toContain('"watch":["bob"]');
    expect(chat.presence.of("bob")).toMatchObject({ online: true });
    expect(chat.connection.server.value.readOnly).toMatchObject({ reason: "A backup." });
    expect(chat.connection.server.value.notices).toHaveLength(1);
    server.polled = {};
    await server.clock.pass(3_000);
    expect(chat.connection.server.value).toEqual({ readOnly: null, notices: [] });
  });

  test("private state arrives with polls", async () => {
    const { chat } = await limited();
    server.personalise("one", { pinned_at: "2026-11-24T09:00:00Z" });
    await server.clock.pass(2_000);
    expect(chat.conversations.get("one")).toMatchObject({ pinned: true });
  });

  test("a message that was being sent when the socket opened is stored once", async () => {
    const { chat, world } = await limited();
    server.refusals.set("message.send", [{ code: "unavailable", detail: "" }]);
    chat.messages.send("one", "only once");
    await settled();
    server.refusesSockets = false;
    world.attention.set({ isVisible: true });
    await server.clock.pass(5_000);
    expect(chat.connection.line.value).toMatchObject({ phase: "online", visible: false });
    expect(server.held.get("one")!.messages.map(({ body }) => body)).toEqual(["only once"]);
    const asked = server.requests.length;
    await server.clock.pass(60_000);
    expect(server.requests.slice(asked).filter((request) => request.includes("/sync"))).toEqual([]);
  });

  test("the page is offline without REST, and continues when REST returns", async () => {
    const { chat } = await limited();
    server.cut();
    await server.clock.pass(5_000);
    expect(chat.connection.line.value.phase).toBe("offline");
    chat.messages.send("one", "later");
    server.mend();
    await server.clock.pass(60_000);
    expect(chat.connection.line.value.phase).toBe("limited");
    expect(server.held.get("one")!.messages.map(({ body }) => body)).toEqual(["later"]);
  });

  test("the socket is retried at growing intervals", async () => {
    await limited();
    const tried = server.sockets.length;
    await server.clock.pass(300_000);
    const again = server.sockets.length - tried;
    expect(again).toBeGreaterThanOrEqual(3);
    expect(again).toBeLessThanOrEqual(6);
  });
});
