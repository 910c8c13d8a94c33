import { expect, test } from "vitest";
import { FakeServer } from "../../fake_server";
import { tab } from "../../setup";

test("a change goes by REST when no socket opens", async () => {
  const server = new FakeServer();
  server.addConversation("one");
  server.history("one", 1);
  server.refusesSockets = true;
  const { chat, world } = await tab(server);
  await world.clock.pass(10_000);
  chat.messages.perform("reaction.add", { conversation: "one", seq: 1, emoji: "👍" });
  await world.clock.pass(1_000);
  expect(server.requests).toContain("PUT /api/v1/conversations/one/messages/1/reactions/%F0%9F%91%8D");
});
