import { beforeEach, expect, test } from "vitest";
import { FakeServer } from "../../fake_server";
import { type Tab, tab } from "../../setup";

let server: FakeServer;
let made: Tab;

beforeEach(async () => {
  server = new FakeServer();
  server.addConversation("one");
  made = await tab(server);
});

const reported = (): unknown[] =>
  server.inputs.filter(({ type }) => type === "activity").map(({ active }) => active);

test("a connection is active until it reports inactivity", async () => {
  await made.world.clock.pass(60_000);
  expect(reported()).toEqual([]);
});

test("activity is reported after two minutes without input, and at the next input", async () => {
  await made.world.clock.pass(120_000);
  expect(reported()).toEqual([false]);
  made.world.attention.touch();
  await made.world.clock.pass(1_000);
  expect(reported()).toEqual([false, true]);
});

test("inactivity is postponed by input", async () => {
  for (let minute = 0; minute < 5; minute++) {
    await made.world.clock.pass(60_000);
    made.world.attention.touch();
  }
  expect(reported()).toEqual([]);
  await made.world.clock.pass(120_000);
  expect(reported()).toEqual([false]);
});

test("a hidden page is reported, unless it is visible again soon", async () => {
  made.world.attention.set({ isVisible: false });
  await made.world.clock.pass(300);
  made.world.attention.set({ isVisible: true });
  await made.world.clock.pass(5_000);
  expect(reported()).toEqual([]);
  made.world.attention.set({ isVisible: false });
  await made.world.clock.pass(2_000);
  expect(reported()).toEqual([false]);
});

test("activity is reported again to a new connection", async () => {
  made.world.attention.set({ isVisible: false });
  await made.world.clock.pass(2_000);
  server.socket.end(1006);
  await made.world.clock.pass(10_000);
  expect(reported()).toEqual([false, false]);
});

test("activity is not reported again to a server without the command", async () => {
  server.refusals.set("activity", [{ code: "invalid", detail: "" }]);
  made.world.attention.set({ isVisible: false });
  await made.world.clock.pass(10_000);
  expect(reported()).toEqual([false]);
});
