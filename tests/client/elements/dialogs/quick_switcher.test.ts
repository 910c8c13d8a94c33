// @vitest-environment jsdom
import { signal } from "@preact/signals-core";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { destinations } from "../../../../static/src/elements/dialogs/destinations";
import "../../../../static/src/elements/dialogs/quick-switcher";
import type { QuickSwitcher } from "../../../../static/src/elements/dialogs/quick-switcher";
import type { ConversationItem, User } from "../../../../static/src/models/api";
import type { Screen } from "../../../../static/src/screen/screen";

const NOW = Date.parse("2026-12-01T12:00:00Z");
const NOBODY: ReadonlySet<string> = new Set();
const BOB: User = { id: "bob", username: "bob", display_name: "Bob Martin" } as User;

beforeAll(() => {
  HTMLDialogElement.prototype.showModal = function () {
    this.open = true;
  };
  HTMLDialogElement.prototype.close = function () {
    this.open = false;
    this.dispatchEvent(new Event("close"));
  };
  vi.stubGlobal("matchMedia", () => ({ matches: false }));
});
beforeEach(() => document.body.replaceChildren());

function item(
  id: string,
  title: string,
  daysAgo: number,
  more: Partial<ConversationItem> = {},
): ConversationItem {
  const activityAt = new Date(NOW - daysAgo * 86_400_000).toISOString();
  const known = {
    conversation: { topic: "", membership: {} },
    unread: 0,
    muted: false,
    archived: false,
    peer: null,
  };
  return { id, kind: "group", title, activityAt, ...known, ...more } as ConversationItem;
}

function screenOf(listed: ConversationItem[], archived: ConversationItem[] = []): Screen {
  const all = [...listed, ...archived];
  const chat = {
    people: { search: async () => [BOB] },
    conversations: {
      listed: signal(listed),
      archived: signal(archived),
      search: async () => [],
      get: (id: string) => all.find((each) => each.id === id),
      create: vi.fn(async () => item("new", "New", 0)),
    },
    presence: { of: () => undefined },
    session: { losesOnLeaving: () => false },
  };
  const router = { route: signal({ conversation: "here", seq: null, pane: null }) };
  const attempt = (act: () => Promise<unknown>) => act();
  return { chat, router, attempt, show: vi.fn(), go: vi.fn(), closed: vi.fn() } as unknown as Screen;
}

function keys(screen: Screen, word: string, matches = NOBODY, users: User[] = []): string[] {
  return destinations(screen, word, users, matches, NOW).map(({ key }) => key);
}

describe("destinations", () => {
  it("are the latest conversations without the one in view when nothing is typed", () => {
    const screen = screenOf([item("old", "Old", 90), item("here", "Here", 0), item("new", "New", 1)]);
    expect(keys(screen, "")).toEqual(["new", "old"]);
  });

  it("rank names that fit equally by activity and unread messages", () => {
    const screen = screenOf([
      item("a", "Garden", 60),
      item("b", "Garden", 1),
      item("c", "Garden", 60, { unread: 3 }),
    ]);
    expect(keys(screen, "gard")).toEqual(["b", "c", "a"]);
  });

  it("rank a name that begins with the letters above a busier one that holds them", () => {
    const screen = screenOf([item("busy", "Regardless", 0), item("garden", "Garden", 400)]);
    expect(keys(screen, "gard")[0]).toBe("garden");
  });

  it("include what only the server finds, and people without a conversation", () => {
    const screen = screenOf([item("topic", "Другое", 5)]);
    expect(keys(screen, "bob", new Set(["topic"]), [BOB])).toEqual(["bob", "topic"]);
  });

  it("leave out a person whose conversation is there", () => {
    const direct = item("direct", "Bob Martin", 5, { kind: "direct", peer: BOB });
    expect(keys(screenOf([direct]), "bob", NOBODY, [BOB])).toEqual(["direct"]);
  });

  it("include commands, by other words too", () => {
    expect(keys(screenOf([]), "dark")).toEqual(["Preferences"]);
    expect(keys(screenOf([]), "new gr")).toContain("New-group");
  });

  it("include what can be done with the conversation in view", () => {
    expect(keys(screenOf([item("here", "Here", 0)]), "archive")).toEqual(["Archive"]);
  });
});

async function opened(screen: Screen): Promise<QuickSwitcher> {
  const element = document.createElement("quick-switcher") as QuickSwitcher;
  Object.assign(element, { screen, request: { name: "quick-switcher" } });
  document.body.append(element);
  await element.updateComplete;
  return element;
}

async function type(element: QuickSwitcher, text: string, ...pressed: string[]): Promise<void> {
  const field = element.querySelector("input")!;
  field.value = text;
  field.dispatchEvent(new InputEvent("input"));
  await element.updateComplete;
  for (const key of pressed) {
    field.dispatchEvent(new KeyboardEvent("keydown", { key, cancelable: true }));
    await element.updateComplete;
  }
}

describe("quick-switcher", () => {
  it("goes to the conversation by Enter", async () => {
    const garden = item("garden", "Garden", 1);
    const screen = screenOf([garden]);
    await type(await opened(screen), "gard", "Enter");
    expect(screen.go).toHaveBeenCalledWith(garden);
  });

  it("searches messages by its last option", async () => {
    const screen = screenOf([item("garden", "Garden", 1)]);
    await type(await opened(screen), "gard", "ArrowUp", "Enter");
    expect(screen.show).toHaveBeenCalledWith({ name: "search", conversation: null, text: "gard" });
    expect(screen.go).not.toHaveBeenCalled();
  });

  it("leaves Enter without effect while nothing is found and the server has not answered", async () => {
    const screen = screenOf([]);
    await type(await opened(screen), "gard", "Enter");
    expect(screen.show).not.toHaveBeenCalled();
    expect(screen.closed).not.toHaveBeenCalled();
  });

  it("stays on the option that was moved to when more are found", async () => {
    const found = [item("a", "Garden", 1), item("b", "Gardens", 2)];
    const screen = screenOf(found);
    const element = await opened(screen);
    await type(element, "gard", "ArrowDown");
    (screen.chat.conversations.listed as ReturnType<typeof signal>).value = [...found, item("c", "Gard", 0)];
    element.requestUpdate();
    await element.updateComplete;
    expect(element.querySelector("[aria-selected=true]")!.id).toBe("choice-b");
  });

  it("runs a command", async () => {
    const screen = screenOf([]);
    await type(await opened(screen), "browse", "Enter");
    expect(screen.show).toHaveBeenCalledWith({ name: "browse-channels" });
  });

  it("names its active option to screen readers", async () => {
    const element = await opened(screenOf([item("garden", "Garden", 1)]));
    await type(element, "gard", "ArrowDown");
    const active = element.querySelector("[aria-selected=true]")!;
    expect(element.querySelector("input")!.getAttribute("aria-activedescendant")).toBe(active.id);
    expect(active.textContent).toContain("Search messages for “gard”");
  });
});
