import { expect, test } from "vitest";
import { FakeServer } from "../../fake_server";
import { tab } from "../../setup";

const AT_ONE = { conversation: "one", seq: 1 };

test.each([
  ["message.edit", { ...AT_ONE, body: "better" }, "PATCH", ""],
  ["message.delete", AT_ONE, "DELETE", ""],
  ["reaction.add", { ...AT_ONE, emoji: "👍" }, "PUT", "/reactions/%F0%9F%91%8D"],
  ["reaction.remove", { ...AT_ONE, emoji: "👍" }, "DELETE", "/reactions/%F0%9F%91%8D"],
] as const)("%s goes by REST when no socket opens", async (command, input, method, path) => {
  const server = new FakeServer();
  server.addConversation("one");
  server.history("one", 1);
  server.refusesSockets = true;
  const { chat, world } = await tab(server);
  await world.clock.pass(10_000);
  chat.messages.perform(command, input as never);
  await world.clock.pass(1_000);
  expect(server.requests).toContain(`${method} /api/v1/conversations/one/messages/1${path}`);
});
