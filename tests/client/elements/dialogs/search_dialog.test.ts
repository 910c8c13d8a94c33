// @vitest-environment jsdom
import { signal } from "@preact/signals-core";
import { render } from "lit";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import "../../../../static/src/elements/dialogs/search-dialog";
import type { SearchDialog } from "../../../../static/src/elements/dialogs/search-dialog";
import { marked, searchedLine } from "../../../../static/src/elements/dialogs/search-hits";
import { backToResults } from "../../../../static/src/elements/status/back-to-results";
import type { SearchHit, SearchPage } from "../../../../static/src/models/api";
import { MessageSearch } from "../../../../static/src/screen/message-search";
import type { Screen } from "../../../../static/src/screen/screen";

const HIT: SearchHit = {
  conversation: "garden",
  seq: 7,
  sender: "bob",
  created_at: "2026-11-30T12:00:00Z",
  text: "😀 the needle is here",
  matches: [{ offset: 7, length: 6 }],
  attachments: [],
};
const GARDEN = { id: "garden", kind: "group", title: "Garden", peer: null, conversation: {} };
const BOB = { id: "bob", username: "bob", display_name: "Bob Martin" };

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

function screenThatFinds(found: Partial<SearchPage>, files: SearchHit[] = []): Screen {
  const chat = {
    search: {
      messages: async () => ({ items: [], searched: { conversations: 2 }, ...found }),
      files: async () => ({ items: files, searched: { conversations: 2 } }),
    },
    people: { get: () => BOB, search: async () => [BOB] },
    conversations: {
      get: (id: string) => (id === "garden" ? GARDEN : undefined),
      search: async () => [],
      listed: signal([GARDEN]),
      archived: signal([]),
    },
    presence: { of: () => undefined },
  };
  const router = { go: vi.fn(), route: signal({ conversation: "garden", seq: null, pane: null }) };
  const acts = { show: vi.fn(), go: vi.fn(), closed: vi.fn(), search: signal(null) };
  return { chat, router, ...acts } as unknown as Screen;
}

async function opened(screen: Screen, conversation: string | null = null): Promise<SearchDialog> {
  const element = document.createElement("search-dialog") as SearchDialog;
  Object.assign(element, { screen, request: { name: "search", conversation } });
  document.body.append(element);
  await element.updateComplete;
  return element;
}

async function type(element: SearchDialog, text: string): Promise<void> {
  const field = element.querySelector("input")!;
  field.value = text;
  field.dispatchEvent(new InputEvent("input"));
  await vi.waitFor(() => expect(element.search.state.value).toBe("answered"));
  await element.updateComplete;
}

describe("the search", () => {
  it("shows hits with their matches marked, and goes to one", async () => {
    const screen = screenThatFinds({ items: [HIT] });
    const element = await opened(screen);
    await type(element, "needle");
    const found = element.querySelector<HTMLButtonElement>(".search-hit")!;
    expect(found.textContent).toContain("Bob Martin");
    expect(found.textContent).toContain("Garden");
    expect(found.querySelector("mark")!.textContent).toBe("needle");
    found.click();
    expect(screen.router.go).toHaveBeenCalledWith("garden", 7);
    expect(screen.search.value).toBe(element.search);
  });

  it("offers conversations and people of the same name", async () => {
    const element = await opened(screenThatFinds({}));
    await type(element, "gard");
    await vi.waitFor(() =>
      expect([...element.querySelectorAll(".search-name")].map((each) => each.textContent!.trim())).toEqual([
        "Garden",
        "Bob Martin",
      ]),
    );
  });

  it("offers files of that name, which lead to their messages", async () => {
    const file = { id: "f", position: 0, name: "needle.pdf", type: "application/pdf", kind: "file", size: 3 };
    const hit = { ...HIT, seq: 9, text: "", matches: [], attachments: [file] } as unknown as SearchHit;
    const screen = screenThatFinds({ items: [HIT] }, [hit]);
    const element = await opened(screen);
    await type(element, "needle");
    await vi.waitFor(() => expect(element.querySelector(".search-of-file")).not.toBeNull());
    expect([...element.querySelectorAll("h3")].map((each) => each.textContent)).toEqual([
      "Conversations and people",
      "Files",
      "Messages",
    ]);
    const found = element.querySelector<HTMLButtonElement>(".search-of-file")!;
    expect(found.querySelector(".file-name")!.textContent).toBe("needle.pdf");
    found.click();
    expect(screen.router.go).toHaveBeenCalledWith("garden", 9);
  });

  it("is narrowed to the conversation in which it was opened, until that is let go", async () => {
    const element = await opened(screenThatFinds({}), "garden");
    const chip = element.querySelector<HTMLButtonElement>(".search-chip")!;
    expect([chip.textContent!.trim(), chip.getAttribute("aria-pressed")]).toEqual(["In Garden", "true"]);
    chip.click();
    await element.updateComplete;
    expect(chip.getAttribute("aria-pressed")).toBe("false");
  });

  it("says what was searched when nothing is found", async () => {
    const element = await opened(screenThatFinds({}));
    await type(element, "needle");
    expect(element.querySelector("[role=status]")!.textContent).toBe(
      "No messages found. Searched 2 conversations, to the beginning.",
    );
  });

  it("moves by arrow keys from the field to the hits and back", async () => {
    const element = await opened(screenThatFinds({ items: [HIT] }));
    await type(element, "needle");
    const field = element.querySelector("input")!;
    const press = (key: string, on: Element) =>
      on.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    press("ArrowDown", field);
    expect(document.activeElement).not.toBe(field);
    while (document.activeElement !== field) press("ArrowUp", document.activeElement!);
  });
});

describe("the way back to the results", () => {
  it("is shown in the conversation of the visited hit only", async () => {
    const screen = screenThatFinds({});
    const search = new MessageSearch(screen.chat, null);
    const box = document.createElement("div");
    render(backToResults(screen), box);
    expect(box.textContent).toBe("");
    search.visited = HIT;
    screen.search.value = search;
    render(backToResults(screen), box);
    box.querySelector<HTMLButtonElement>(".link-button")!.click();
    expect(screen.show).toHaveBeenCalledWith({ name: "search", conversation: null, kept: search });
    (screen.router.route as unknown as { value: object }).value = { conversation: "shed" };
    render(backToResults(screen), box);
    expect(box.textContent).toBe("");
  });
});

it("marks by UTF-16 code units", () => {
  const box = document.createElement("p");
  render(marked(HIT), box);
  expect(box.innerHTML.replaceAll(/<!--.*?-->/g, "")).toBe("😀 the <mark>needle</mark> is here");
});

it("says how many older messages cannot be found yet", () => {
  expect(searchedLine({ conversations: 1, indexing: 3 })).toBe(
    "Searched 1 conversation, to the beginning. 3 older messages will be searchable soon.",
  );
});
