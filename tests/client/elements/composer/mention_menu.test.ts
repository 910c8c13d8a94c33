// @vitest-environment jsdom
import { beforeAll, beforeEach, expect, test } from "vitest";
import type { MessageComposer } from "../../../../static/src/elements/composer/message-composer";
import { leaveKeysToInputMethods } from "../../../../static/src/screen/composition";
import { Screen } from "../../../../static/src/screen/screen";
import { settled } from "../../fake_clock";
import { FakeServer } from "../../fake_server";
import { tab } from "../../setup";

// jsdom has no popovers.
const open = new WeakSet<Element>();

beforeAll(async () => {
  HTMLElement.prototype.togglePopover = function (this: HTMLElement, to?: boolean | object): boolean {
    if (to) open.add(this);
    else open.delete(this);
    return Boolean(to);
  } as HTMLElement["togglePopover"];
  const { matches } = Element.prototype;
  Element.prototype.matches = function (this: Element, selector: string): boolean {
    return selector === ":popover-open" ? open.has(this) : matches.call(this, selector);
  } as Element["matches"];
  globalThis.visualViewport = null;
  Element.prototype.scrollIntoView = () => undefined;
  globalThis.matchMedia = (() => ({ matches: false })) as unknown as typeof matchMedia;
  await import("../../../../static/src/elements/composer/message-composer");
});

let server: FakeServer;
let composer: MessageComposer;
let field: HTMLTextAreaElement;
let screen: Screen;

beforeEach(async () => {
  document.body.replaceChildren();
  server = new FakeServer();
  server.addConversation("one", { members: ["alice", "bob", "carol"] });
  const { chat } = await tab(server);
  screen = new Screen(chat);
  composer = document.createElement("message-composer") as MessageComposer;
  composer.screen = screen;
  composer.item = chat.conversations.get("one")!;
  document.body.append(composer);
  await drawn();
  field = composer.querySelector("textarea")!;
  field.focus();
});

async function drawn(): Promise<void> {
  for (let n = 0; n < 5; n++) {
    await new Promise((resolve) => setTimeout(resolve));
    await settled();
    await composer.updateComplete;
  }
}

async function type(text: string): Promise<void> {
  field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  await drawn();
}

async function press(key: string, about: KeyboardEventInit = {}): Promise<boolean> {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...about });
  const isLeft = field.dispatchEvent(event);
  await drawn();
  return isLeft;
}

const options = (): string[] =>
  [...composer.querySelectorAll("[role=option] .person-name")].map((name) => name.textContent!.trim());

test("Enter takes the choice, and the next Enter sends", async () => {
  await type("😀 @");
  await expect.poll(options).toEqual(["bob", "carol", "here"]);
  await type("b");
  await expect.poll(options).toEqual(["bob"]);
  await expect.poll(() => field.getAttribute("aria-activedescendant")).toBe("mention-bob");
  expect(await press("Enter")).toBe(false);
  expect(field.value).toBe("😀 @bob ");
  await expect.poll(options).toEqual([]);
  expect(field.hasAttribute("aria-controls")).toBe(false);
  await press("Enter");
  await drawn();
  expect(server.held.get("one")!.messages.map(({ body, mentions }) => [body, mentions])).toEqual([
    ["😀 @bob", undefined],
  ]);
});

test("arrows move, Tab takes, Escape closes until the next sign", async () => {
  await type("@");
  await expect.poll(options).toHaveLength(3);
  await press("ArrowDown");
  await expect.poll(() => field.getAttribute("aria-activedescendant")).toBe("mention-carol");
  await press("Tab");
  expect(field.value).toBe("@carol ");
  await type("@b");
  await press("Escape");
  await expect.poll(options).toEqual([]);
  await type("o");
  await expect.poll(options).toEqual([]);
  await type(" @b");
  await expect.poll(options).toEqual(["bob"]);
});

test("a call of those who are here is sent with its place", async () => {
  await type("😀 @her");
  await expect.poll(options).toEqual(["here"]);
  await press("Enter");
  await type("now");
  await press("Enter");
  await drawn();
  const [sent] = server.held.get("one")!.messages;
  expect([sent!.body, sent!.mentions]).toEqual(["😀 @here now", [{ here: true, offset: 3, length: 5 }]]);
});

// Most browsers end a composition after the Enter that confirms it; Safari sends that Enter afterwards.
test.each([
  ["before the composition ends", { isComposing: true }],
  ["after the composition ended", { keyCode: 229 }],
])("keys of an input method take no choice, %s", async (_, about) => {
  const stop = leaveKeysToInputMethods();
  await type("@b");
  await expect.poll(options).toEqual(["bob"]);
  expect([await press("Enter", about), await press("Tab", about)]).toEqual([true, true]);
  expect(field.value).toBe("@b");
  await press("Enter");
  expect(field.value).toBe("@bob ");
  stop();
});

test("a person outside is marked, and the line about them offers to invite them", async () => {
  screen.chat.people.search = async () => [{ id: "dave", username: "dave", display_name: "Dave" }];
  screen.chat.people.named = (name) => (name === "dave" ? "dave" : undefined);
  await type("@dav");
  await expect
    .poll(() => composer.querySelector("[role=option]")?.textContent)
    .toContain("not in this conversation");
  await press("Enter");
  await press("Enter");
  const added: string[] = [];
  screen.chat.members.add = async (_, user) => added.push(user) > 0;
  await expect.poll(() => composer.querySelector(".outsiders-line")?.textContent).toContain("not here");
  composer.querySelector<HTMLElement>(".outsiders-line button")!.click();
  await drawn();
  expect(added).toEqual(["dave"]);
  expect(composer.querySelector(".outsiders-line")).toBeNull();
});
