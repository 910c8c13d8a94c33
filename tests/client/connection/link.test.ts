import { beforeEach, describe, expect, test } from "vitest";
import { Refused, Unreachable } from "../../../static/src/connection/errors";
import { Link, type Phase, type Reach } from "../../../static/src/connection/link";
import type { Event } from "../../../static/src/protocol/wire";
import { settled } from "../fake_clock";
import { FakeServer } from "../fake_server";
import { type FakeWorld, fakeWorld } from "../fake_world";

let server: FakeServer;
let world: FakeWorld;
let link: Link;
let phases: Phase[];
let frames: Event[][];
let reach: Reach;
let byRest: string[];
let waits: number[];

beforeEach(() => {
  server = new FakeServer();
  world = fakeWorld(server);
  phases = [];
  frames = [];
  reach = "nothing";
  byRest = [];
  waits = [];
  link = new Link(world, {
    onPhase: (phase, retryAt) => {
      phases.push(phase);
      if (retryAt !== null) waits.push(retryAt - world.clock.now());
    },
    onWelcome: () => {},
    onEvents: (events) => frames.push(events),
    reach: async () => reach,
    onLimited: () => {},
    byRest: async (name) => {
      byRest.push(name);
      return {} as never;
    },
  });
  server.addConversation("one");
  return () => link.stop();
});

async function connected(): Promise<void> {
  link.start();
  await settled();
  expect(link.phase).toBe("online");
}

describe("the link", () => {
  test("is online only after the welcome", async () => {
    link.start();
    expect(link.phase).toBe("connecting");
    await settled();
    expect(phases).toEqual(["connecting", "online"]);
  });

  test("handles the objects of a frame in order", async () => {
    await connected();
    server.socket.receive([
      { type: "typing", conversation: "one", user: "bob", active: true },
      { type: "rev", conversation: "one", rev: 2 },
    ]);
    expect(frames).toHaveLength(1);
    expect(frames[0]!.map(({ type }) => type)).toEqual(["typing", "rev"]);
  });

  test("resolves each command with its own reply", async () => {
    await connected();
    server.refusals.set("typing.stop", [{ code: "forbidden", detail: "" }]);
    const [started, stopped] = await Promise.allSettled([
      link.ask("typing.start", { conversation: "one" }),
      link.ask("typing.stop", { conversation: "one" }),
    ]);
    expect(started).toEqual({ status: "fulfilled", value: {} });
    expect(stopped).toMatchObject({ status: "rejected", reason: { code: "forbidden" } });
  });

  test("sends a command again after a rate limit's delay", async () => {
    await connected();
    server.refusals.set("typing.start", [{ code: "rate_limited", detail: "", retry_after_ms: 3_000 }]);
    const answer = link.ask("typing.start", { conversation: "one" });
    await world.clock.pass(2_900);
    expect(server.socket.named("typing.start")).toHaveLength(1);
    await world.clock.pass(200);
    await expect(answer).resolves.toEqual({});
    expect(server.socket.named("typing.start")).toHaveLength(2);
  });

  test("rejects a command as unreachable when no reply arrives in time", async () => {
    await connected();
    server.swallowsReplies = true;
    const answer = expect(link.ask("typing.start", { conversation: "one" })).rejects.toBeInstanceOf(
      Unreachable,
    );
    await world.clock.pass(15_000);
    await answer;
  });

  test("fails pending and new commands while the connection is lost", async () => {
    await connected();
    server.swallowsReplies = true;
    const waiting = link.ask("typing.start", { conversation: "one" });
    server.cut();
    await expect(waiting).rejects.toBeInstanceOf(Unreachable);
    await expect(link.ask("ping", {})).rejects.toBeInstanceOf(Unreachable);
  });

  test("reconnects after half a second, doubling to thirty, with full jitter", async () => {
    await connected();
    server.cut();
    await world.clock.pass(70_000);
    expect(waits).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000, 15_000]);
  });

  test("pings at every heartbeat, and closes after two without a response", async () => {
    await connected();
    const { socket } = server;
    await world.clock.pass(20_000);
    expect(socket.named("ping")).toHaveLength(1);
    expect(link.phase).toBe("online");
    server.isCut = true;
    await world.clock.pass(45_000);
    expect(socket.closedWith).toBe(1000);
    expect(link.phase).not.toBe("online");
  });

  test("closes a socket that receives no welcome within ten seconds", async () => {
    server.isCut = true;
    world.openSocket = () => ({ send() {}, close() {}, onopen: null, onmessage: null, onclose: null });
    link.start();
    await world.clock.pass(10_000);
    expect(link.phase).toBe("waiting");
  });

  test("moves to a new socket within the time of a goaway", async () => {
    await connected();
    const { socket } = server;
    socket.receive({ type: "goaway", after_ms: 4_000 });
    await world.clock.pass(1_900);
    expect(socket.closedWith).toBeNull();
    await world.clock.pass(200);
    expect(socket.closedWith).toBe(1000);
    expect(server.sockets).toHaveLength(2);
    expect(link.phase).toBe("online");
  });

  test.each([1001, 1006, 1008, 1013, 4408])("reconnects after a close with %i", async (code) => {
    await connected();
    server.socket.end(code);
    expect(link.phase).toBe("waiting");
    await world.clock.pass(1_000);
    expect(link.phase).toBe("online");
  });

  test("is signed out after a close with 4401", async () => {
    await connected();
    server.socket.end(4401);
    await world.clock.pass(60_000);
    expect(link.phase).toBe("signed-out");
    expect(server.sockets).toHaveLength(1);
  });

  test("reconnects once after a close with 4401 for expired credentials", async () => {
    await connected();
    server.socket.end(4401, "session_expired");
    await world.clock.pass(1_000);
    expect(link.phase).toBe("online");
    reach = "signed-out";
    server.isCut = true;
    server.socket.end(4401, "session_expired");
    await world.clock.pass(1_000);
    expect(link.phase).toBe("signed-out");
    expect(link.endedBecause).toBe("session_expired");
  });

  test("is online when the user returns after signing in elsewhere", async () => {
    await connected();
    server.socket.end(4401, "signed_out");
    await world.clock.pass(60_000);
    expect(link.phase).toBe("signed-out");
    world.attention.set({ isVisible: true });
    await settled();
    expect(link.phase).toBe("online");
  });

  test("checks by REST whether a refused handshake means signed out", async () => {
    server.isCut = true;
    link.start();
    await settled();
    expect(link.phase).toBe("waiting");
    reach = "signed-out";
    await world.clock.pass(1_000);
    expect(link.phase).toBe("signed-out");
  });

  test("reconnects at once when the network returns", async () => {
    await connected();
    for (let attempt = 0; attempt < 8; attempt++) {
      server.cut();
      await world.clock.pass(8_000);
    }
    server.mend();
    server.cut();
    server.mend();
    world.attention.set({ isOnline: true });
    await settled();
    expect(link.phase).toBe("online");
  });

  test("probes a doubtful socket, and closes it when it does not respond", async () => {
    await connected();
    world.attention.set({ isOnline: false });
    await world.clock.pass(5_000);
    expect(link.phase).toBe("online");
    server.isCut = true;
    world.attention.set({ isOnline: false });
    await world.clock.pass(4_100);
    expect(link.phase).not.toBe("online");
  });

  test.each([
    ["last_owner", "The last owner must hand over.", "Make someone else an owner first."],
    [
      "too_large",
      "A message can have at most 20 different reactions.",
      "A message can have at most 20 different reactions.",
    ],
    ["too_large", "", "This is too long."],
  ])("rejects a command refused as %s (%s) with a sentence for the user", async (code, detail, sentence) => {
    await connected();
    server.refusals.set("typing.start", [{ code, detail }]);
    const refused = await link.ask("typing.start", { conversation: "one" }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(Refused);
    expect((refused as Refused).message).toBe(sentence);
  });
});
