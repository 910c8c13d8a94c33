// @vitest-environment jsdom
import { beforeEach, expect, it } from "vitest";
import type { ConversationList } from "../../../../static/src/elements/sidebar/conversation-list";
import "../../../../static/src/elements/sidebar/conversation-list";
import { conversationMenu } from "../../../../static/src/elements/sidebar/conversation-menu";
import { Screen } from "../../../../static/src/screen/screen";
import { showUnreadOnly } from "../../../../static/src/screen/unread-only";
import { settled } from "../../fake_clock";
import { FakeServer } from "../../fake_server";
import { tab } from "../../setup";

let server: FakeServer;

beforeEach(() => {
  showUnreadOnly(false);
  server = new FakeServer();
  for (const id of ["read", "unread", "empty"]) server.addConversation(id);
  server.history("unread", 2);
  server.history("read", 1);
  server.receipt({ conversation: "read", user: "alice", delivered_seq: 1, read_seq: 1 });
});

async function drawn(): Promise<ConversationList> {
  const { chat } = await tab(server);
  const list = document.createElement("conversation-list") as ConversationList;
  list.screen = new Screen(chat);
  document.body.replaceChildren(list);
  await settled();
  return list;
}

const titles = (list: ConversationList): (string | undefined)[] =>
  [...list.querySelectorAll(".conversation-row .title")].map((title) => title.textContent?.trim());

it("the list shows only unread conversations while its toggle is on", async () => {
  const list = await drawn();
  expect(titles(list).sort()).toEqual(["empty", "read", "unread"]);
  const toggle = list.querySelector<HTMLButtonElement>("[aria-pressed]")!;
  toggle.click();
  await settled();
  expect(toggle.getAttribute("aria-pressed")).toBe("true");
  expect(titles(list)).toEqual(["unread"]);
  expect(localStorage.getItem("parlance.unread-only")).toBe("1");
});

it("says when everything is read, and shows all again", async () => {
  showUnreadOnly(true);
  const list = await drawn();
  list.screen.chat.conversations.markRead("unread");
  await settled();
  const empty = list.querySelector(".empty")!;
  expect(empty.textContent).toContain("All caught up");
  empty.querySelector("button")!.click();
  await settled();
  expect(titles(list)).toHaveLength(3);
});

it("offers to mark conversations as read or unread, if they have messages", async () => {
  const { screen } = await drawn();
  const label = (id: string) => conversationMenu(screen, screen.chat.conversations.get(id)!)[0]!.label;
  expect(["read", "unread", "empty"].map(label)).toEqual(["Mark as unread", "Mark as read", "Mute…"]);
  const [entry] = conversationMenu(screen, screen.chat.conversations.get("read")!);
  entry!.act();
  await settled();
  expect(label("read")).toBe("Mark as read");
  expect(server.settings.get("read")!.unread_from).toBe(1);
});
