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
  server.found("one");
  return () => link.stop();
});

async function connected(): Promise<void> {
  link.start();
  await settled();
  expect(link.phase).toBe("online");
}

describe("the link", () => {
  test("is online with the welcome, not before", async () => {
    link.start();
    expect(link.phase).toBe("connecting");
    await settled();
    expect(phases).toEqual(["connecting", "online"]);
  });

  test("takes a frame of several objects in their order", async () => {
    await connected();
    server.socket.say([
      { type: "typing", conversation: "one", user: "bob", active: true },
      { type: "rev", conversation: "one", rev: 2 },
    ]);
    expect(frames).toHaveLength(1);
    expect(frames[0]!.map(({ type }) => type)).toEqual(["typing", "rev"]);
  });

  test("gives each command its own answer", async () => {
    await connected();
    server.refusals.set("typing.stop", [{ code: "forbidden", detail: "" }]);
    const [started, stopped] = await Promise.allSettled([
      link.ask("typing.start", { conversation: "one" }),
      link.ask("typing.stop", { conversation: "one" }),
    ]);
    expect(started).toEqual({ status: "fulfilled", value: {} });
    expect(stopped).toMatchObject({ status: "rejected", reason: { code: "forbidden" } });
  });

  test("waits as long as a limit says and asks again", async () => {
    await connected();
    server.refusals.set("typing.start", [{ code: "rate_limited", detail: "", retry_after_ms: 3_000 }]);
    const answer = link.ask("typing.start", { conversation: "one" });
    await world.clock.pass(2_900);
    expect(server.socket.named("typing.start")).toHaveLength(1);
    await world.clock.pass(200);
    await expect(answer).resolves.toEqual({});
    expect(server.socket.named("typing.start")).toHaveLength(2);
  });

  test("a command without an answer is unreachable after a while", async () => {
    await connected();
    server.swallowsReplies = true;
    const answer = expect(link.ask("typing.start", { conversation: "one" })).rejects.toBeInstanceOf(
      Unreachable,
    );
    await world.clock.pass(15_000);
    await answer;
  });

  test("a broken connection fails pending commands, and those made until it is back", async () => {
    await connected();
    server.swallowsReplies = true;
    const waiting = link.ask("typing.start", { conversation: "one" });
    server.cut();
    await expect(waiting).rejects.toBeInstanceOf(Unreachable);
    await expect(link.ask("ping", {})).rejects.toBeInstanceOf(Unreachable);
  });

  test("comes back after half a second, then doubling to thirty, each with full jitter", async () => {
    await connected();
    server.cut();
    await world.clock.pass(70_000);
    expect(waits).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000, 15_000]);
  });

  test("pings every heartbeat and gives up after two silent ones", async () => {
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

  test("a welcome that does not come within ten seconds is given up", async () => {
    server.isCut = true;
    world.openSocket = () => ({ send() {}, close() {}, onopen: null, onmessage: null, onclose: null });
    link.start();
    await world.clock.pass(10_000);
    expect(link.phase).toBe("waiting");
  });

  test("a goaway moves to a new socket within its time", async () => {
    await connected();
    const { socket } = server;
    socket.say({ type: "goaway", after_ms: 4_000 });
    await world.clock.pass(1_900);
    expect(socket.closedWith).toBeNull();
    await world.clock.pass(200);
    expect(socket.closedWith).toBe(1000);
    expect(server.sockets).toHaveLength(2);
    expect(link.phase).toBe("online");
  });

  test.each([1001, 1006, 1008, 1013, 4408])("comes again after a close with %i", async (code) => {
    await connected();
    server.socket.end(code);
    expect(link.phase).toBe("waiting");
    await world.clock.pass(1_000);
    expect(link.phase).toBe("online");
  });

  test("4401 is the end: signed out", async () => {
    await connected();
    server.socket.end(4401);
    await world.clock.pass(60_000);
    expect(link.phase).toBe("signed-out");
    expect(server.sockets).toHaveLength(1);
  });

  test("4401 for a proof that ended is tried once more: it may have been renewed", async () => {
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

  test("a user who signed in again elsewhere is online when they return to the page", async () => {
    await connected();
    server.socket.end(4401, "signed_out");
    await world.clock.pass(60_000);
    expect(link.phase).toBe("signed-out");
    world.attention.set({ isVisible: true });
    await settled();
    expect(link.phase).toBe("online");
  });

  test("a refused handshake is asked about: signed out, or only the network", async () => {
    server.isCut = true;
    link.start();
    await settled();
    expect(link.phase).toBe("waiting");
    reach = "signed-out";
    await world.clock.pass(1_000);
    expect(link.phase).toBe("signed-out");
  });

  test("the network's return ends the pause", async () => {
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

  test("a doubtful line is probed and left when it does not answer", async () => {
    await connected();
    world.attention.set({ isOnline: false });
    await world.clock.pass(5_000);
    expect(link.phase).toBe("online");
    server.isCut = true;
    world.attention.set({ isOnline: false });
    await world.clock.pass(4_100);
    expect(link.phase).not.toBe("online");
  });

  test("a refused command rejects with a sentence for users", async () => {
    await connected();
    server.refusals.set("typing.start", [{ code: "too_large", detail: "x" }]);
    const refused = await link.ask("typing.start", { conversation: "one" }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(Refused);
    expect((refused as Refused).message).toBe("This is too long.");
  });
});
