import { expect, test } from "vitest";
import { settled } from "../../fake_clock";
import { expectTruth, opened, reconnected, serverOfTwo, tab, texts } from "../../setup";

test("messages that retention deleted go from the open timeline, and are unread for no one", async () => {
  const server = serverOfTwo(10);
  const { chat } = await tab(server);
  server.rename("one", "Early");
  server.post("bob", "one", "message 11");
  const timeline = await opened(chat, "one");
  server.expire("one", 9);
  await settled();
  expect(texts(timeline)).toEqual(["message 9", "message 10", "message 11"]);
  expect(timeline.rows.value.some((row) => JSON.stringify(row).includes("Early"))).toBe(true);
  expectTruth(server, chat, "one");
  server.expire("one", 12);
  await settled();
  expect(texts(timeline)).toEqual([]);
  expect(chat.conversations.get("one")!.conversation.last_message).toBeUndefined();
  expectTruth(server, chat, "one");
  server.post("bob", "one", "message 12");
  await settled();
  expect(texts(timeline)).toEqual(["message 12"]);
  expectTruth(server, chat, "one");
});

test("messages that retention deleted are gone after a missed event", async () => {
  const server = serverOfTwo(10);
  const here = await tab(server);
  const timeline = await opened(here.chat, "one");
  server.cut();
  server.expire("one", 6);
  await reconnected(server, here);
  expect(texts(timeline)[0]).toBe("message 6");
  expectTruth(server, here.chat, "one");
});
