import { beforeEach, describe, expect, test } from "vitest";
import { settled } from "../../fake_clock";
import type { FakeServer } from "../../fake_server";
import { expectTruth, opened, serverOfTwo, tab, texts } from "../../setup";

let server: FakeServer;

beforeEach(() => {
  server = serverOfTwo(3);
});

describe("a gap", () => {
  test("is closed by a backfill between live events", async () => {
    const { chat } = await tab(server);
    const timeline = await opened(chat, "one");
    server.losesEvents = true;
    server.post("bob", "one", "lost");
    server.losesEvents = false;
    server.post("bob", "one", "heard");
    expect(texts(timeline)).not.toContain("heard");
    await settled();
    expect(texts(timeline).slice(-2)).toEqual(["lost", "heard"]);
    expectTruth(server, chat, "one");
  });

  test("does not delay later events during the backfill", async () => {
    const { chat } = await tab(server);
    server.losesEvents = true;
    server.post("bob", "one", "lost");
    server.losesEvents = false;
    for (let n = 0; n < 20; n++) {
      server.post("bob", "one", `steady ${n}`);
      await Promise.resolve();
    }
    await settled();
    expectTruth(server, chat, "one");
  });

  test("is requested again when a backfill is refused once", async () => {
    const here = await tab(server);
    server.losesEvents = true;
    server.post("bob", "one", "lost");
    server.losesEvents = false;
    server.restRefusals.set("/changes", [{ code: "forbidden", detail: "" }]);
    server.post("bob", "one", "shows the gap");
    await here.world.clock.pass(5_000);
    expectTruth(server, here.chat, "one");
  });

  test("is closed soon when the first backfill fails", async () => {
    const { chat, world } = await tab(server);
    const { fetch } = world;
    world.fetch = async () => Response.json({ code: "unavailable", detail: "" }, { status: 503 });
    server.losesEvents = true;
    server.post("bob", "one", "lost");
    server.losesEvents = false;
    server.post("bob", "one", "heard");
    await settled();
    world.fetch = fetch;
    await world.clock.pass(2_500);
    expectTruth(server, chat, "one");
  });

  test("causes no request when a rev has nothing for the user", async () => {
    const { chat } = await tab(server);
    const requests = server.requests.length;
    server.held.get("one")!.shared.rev += 1;
    server.socket.receive({ type: "rev", conversation: "one", rev: 5 });
    server.post("bob", "one", "next");
    await settled();
    expect(server.requests.length).toBe(requests);
    expectTruth(server, chat, "one");
  });

  test("fetches the conversation of an event when it is unknown", async () => {
    const { chat } = await tab(server);
    server.addConversation("new");
    server.post("bob", "new", "out of the blue");
    await settled();
    expectTruth(server, chat, "new");
  });
});
