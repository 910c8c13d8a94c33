// @vitest-environment jsdom
import { computed, signal } from "@preact/signals-core";
import { expect, it, vi } from "vitest";
import type { ConversationList } from "../../../../static/src/elements/sidebar/conversation-list";
import "../../../../static/src/elements/sidebar/conversation-list";
import type { Chat, Conversations } from "../../../../static/src/models/api";
import { Screen } from "../../../../static/src/screen/screen";
import { settled } from "../../fake_clock";
import { FakeServer } from "../../fake_server";
import { tab } from "../../setup";

const PAGE = 50;
const ROW_PX = 56;
const VIEW_PX = 560;

/** jsdom lays nothing out: a row is as high as in a browser, from when it has drawn itself. */
function layOut(): void {
  const of = (name: "clientHeight" | "scrollHeight", height: (rows: Element) => number) =>
    vi.spyOn(Element.prototype, name, "get").mockImplementation(function (this: Element) {
      return this.matches(".rows") ? height(this) : 0;
    });
  of("clientHeight", () => VIEW_PX);
  of("scrollHeight", (rows) => rows.querySelectorAll("a.conversation-row").length * ROW_PX);
}

/** A list of four pages, the first of them loaded. */
async function drawn(): Promise<{ list: ConversationList; pages: { value: number } }> {
  const server = new FakeServer();
  for (let n = 0; n < 4 * PAGE; n++) server.addConversation(`c${n}`);
  const { chat: whole } = await tab(server);
  const pages = signal(1);
  const conversations: Conversations = Object.assign(Object.create(whole.conversations), {
    listed: computed(() => whole.conversations.listed.value.slice(0, pages.value * PAGE)),
    hasMore: computed(() => pages.value < 4),
    loadMore: async () => {
      pages.value += 1;
    },
  });
  const chat: Chat = Object.assign(Object.create(whole), { conversations });
  const list = document.createElement("conversation-list") as ConversationList;
  list.screen = new Screen(chat);
  document.body.append(list);
  await settled();
  return { list, pages };
}

async function scrollTo(list: ConversationList, top: number): Promise<void> {
  const rows = list.querySelector(".rows")!;
  rows.scrollTop = top;
  rows.dispatchEvent(new Event("scroll"));
  await settled();
}

it("the list loads pages only while its end is near", async () => {
  layOut();
  const { list, pages } = await drawn();
  expect(pages.value).toBe(1);
  await scrollTo(list, PAGE * ROW_PX - 3 * VIEW_PX);
  expect(pages.value).toBe(1);
  for (const page of [1, 2, 3, 4]) {
    expect(pages.value).toBe(page);
    await scrollTo(list, page * PAGE * ROW_PX - VIEW_PX);
  }
  expect(list.querySelectorAll("a.conversation-row")).toHaveLength(4 * PAGE);
});
