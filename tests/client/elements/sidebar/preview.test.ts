// @vitest-environment jsdom
import { expect, it } from "vitest";
import type { ConversationList } from "../../../../static/src/elements/sidebar/conversation-list";
import "../../../../static/src/elements/sidebar/conversation-list";
import { Screen } from "../../../../static/src/screen/screen";
import { settled } from "../../fake_clock";
import { FakeServer } from "../../fake_server";
import { tab } from "../../setup";

it("the name of the sender does not decide the direction of the preview", async () => {
  const server = new FakeServer();
  server.addConversation("garden");
  server.history("garden", 1);
  const list = document.createElement("conversation-list") as ConversationList;
  list.screen = new Screen((await tab(server)).chat);
  document.body.replaceChildren(list);
  await settled();
  const preview = list.querySelector(".preview")!;
  expect(preview.textContent).toMatch(/^\S+: /);
  expect(preview.querySelector("bdi")?.textContent).toBe(preview.textContent!.split(":")[0]);
});
