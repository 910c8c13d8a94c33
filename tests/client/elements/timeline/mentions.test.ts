// @vitest-environment jsdom
import { readFileSync } from "node:fs";
import { describe, expect, it, vi } from "vitest";
import {
  findMentions,
  linkMention,
  marked,
  placeMentions,
} from "../../../../static/src/elements/timeline/mentions";
import { Users } from "../../../../static/src/models/people/users";
import type { Mention, User } from "../../../../static/src/protocol/wire";
import { renderMarkdown } from "../../../../static/src/render/markdown";
import type { Screen } from "../../../../static/src/screen/screen";

interface MentionRule {
  username: string;
  mentioned: Record<string, string[]>;
  not_mentioned: Record<string, string[]>;
}
const rules: MentionRule[] = JSON.parse(readFileSync("tests/rules/mentions.json", "utf8"));

/** The texts without addresses: those that become links hold no mention, those that do not are shown as typed. */
const plain = (texts: Record<string, string[]>): string[] =>
  Object.values(texts)
    .flat()
    .filter((text) => !/\]\(|:\/\//.test(text));

const found = (text: string): string[] => findMentions(renderMarkdown(text)).map(({ text }) => text);

describe.each(rules)("a mention of $username", ({ username, mentioned, not_mentioned }) => {
  const isFound = (text: string): boolean =>
    found(text).some((mention) => mention.slice(1).toLowerCase() === username.toLowerCase());
  it.each(plain(mentioned))("is found in %j", (text) => {
    expect(isFound(text)).toBe(true);
  });
  it.each(plain(not_mentioned))("is not found in %j", (text) => {
    expect(isFound(text)).toBe(false);
  });
});

const alice: User = { id: "1", username: "alice", display_name: "Alice" };
const show = vi.fn();
const go = vi.fn();

function screenWith(people: Users): Screen {
  const conversations = {
    get: (id: string) => (id === "g" ? { id, conversation: { title: "Garden" } } : undefined),
  };
  const account = { me: { value: { id: "1" } } };
  return { chat: { people, conversations, account }, show, router: { go } } as unknown as Screen;
}

const drawnIn = (fragment: DocumentFragment): HTMLElement => {
  const box = document.createElement("div");
  box.append(fragment);
  return box;
};

describe("names in a text without mentions", () => {
  const people = new Users({ users: vi.fn() } as never, {} as never, () => true);

  function drawn(text: string): HTMLElement {
    const fragment = renderMarkdown(text);
    for (const mention of findMentions(fragment)) linkMention(screenWith(people), mention);
    return drawnIn(fragment);
  }

  it("do not change the text", () => {
    expect(drawn("@bob, **@Alice** and `@carol`").textContent?.trim()).toBe("@bob, @Alice and @carol");
  });

  it("open the card of a loaded person, by click and by key", () => {
    people.learn([alice]);
    const [mention, ...others] = drawn("@bob and @Alice").querySelectorAll<HTMLElement>("[role=button]");
    expect(others).toEqual([]);
    mention!.click();
    mention!.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter" }));
    expect(show.mock.calls).toEqual([[{ name: "person", user: "1" }], [{ name: "person", user: "1" }]]);
  });

  it("refer to the person who has the name now", () => {
    people.learn([alice]);
    people.learn([{ ...alice, username: "alys" }]);
    expect(drawn("@alice @alys").querySelector("[role=button]")?.textContent).toBe("@alys");
  });
});

describe("mentions in a text", () => {
  const people = new Users({ users: vi.fn() } as never, {} as never, () => true);
  people.learn([
    { ...alice, display_name: "Alice Liddell" },
    { ...alice, id: "2", username: "bob", display_name: "Bob" },
  ]);

  function drawn(text: string, mentions: Mention[], isMine = false): HTMLElement {
    const fragment = renderMarkdown(marked(text, mentions));
    for (const each of placeMentions(fragment, text, mentions)) linkMention(screenWith(people), each, isMine);
    return drawnIn(fragment);
  }
  const at = (text: string, part: string, target: Partial<Mention>): Mention => ({
    offset: text.indexOf(part),
    length: part.length,
    ...target,
  });

  it("show the present name wherever the text has them", () => {
    const text = "😀 שלום @bob, **@al** [@bob2](https://example.org)";
    const box = drawn(text, [
      at(text, "@bob", { user: "2" }),
      at(text, "@al", { user: "1" }),
      at(text, "@bob2", { user: "2" }),
    ]);
    expect(box.textContent?.trim()).toBe("😀 שלום @Bob, @Alice Liddell @bob2");
    expect([...box.querySelectorAll("strong .for-me")].map((each) => each.textContent)).toEqual([
      "@Alice Liddell",
    ]);
    expect(box.querySelectorAll(".for-me")).toHaveLength(1);
  });

  it("are only where the server says", () => {
    const text = "@bob `@bob` @bob";
    const box = drawn(text, [{ offset: 12, length: 4, user: "2" }]);
    expect(box.innerHTML.trim()).toMatch(/^<p dir="auto">@bob <code>@bob<\/code> <span/);
  });

  it("of all are for everyone but the sender", () => {
    const all = [{ offset: 0, length: 4, all: true }];
    expect(drawn("@all", all).querySelector(".mention")?.className).toBe("mention for-me");
    expect(drawn("@all", all, true).querySelector(".mention")?.className).toBe("mention");
  });

  it("of a conversation are a link only for its members", () => {
    const mine = drawn("#the-group", [{ offset: 0, length: 10, conversation: "g" }]);
    expect(mine.textContent?.trim()).toBe("#Garden");
    mine.querySelector<HTMLElement>("[role=link]")!.click();
    expect(go).toHaveBeenCalledWith("g");
    const others = drawn("#the-group", [{ offset: 0, length: 10, conversation: "x" }]);
    expect(others.textContent?.trim()).toBe("#the-group");
    expect(others.querySelector("[role], .mention")).toBeNull();
  });

  it("that do not fit the text are left out", () => {
    const text = "no @bob";
    expect(drawn(text, [{ offset: 0, length: 4, user: "2" }]).textContent?.trim()).toBe(text);
    expect(drawn("@bob", [{ offset: 9, length: 4, user: "2" }]).textContent?.trim()).toBe("@bob");
    const sly = "@bob \ufdd00\ufdd1";
    expect(drawn(sly, [{ offset: 0, length: 4, user: "2" }]).textContent?.trim()).toBe(sly);
  });
});
