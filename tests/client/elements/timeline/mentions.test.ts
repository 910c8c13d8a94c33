// @vitest-environment jsdom
import { readFileSync } from "node:fs";
import { describe, expect, it, vi } from "vitest";
import { findMentions, linkMention } from "../../../../static/src/elements/timeline/mentions";
import { Users } from "../../../../static/src/models/people/users";
import type { User } from "../../../../static/src/protocol/wire";
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

const found = (text: string): string[] =>
  findMentions(renderMarkdown(text)).map(({ textContent }) => textContent!);

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

describe("mentions in a text", () => {
  const alice: User = { id: "1", username: "alice", display_name: "Alice" };
  const people = new Users({ users: vi.fn() } as never, {} as never, () => true);
  const show = vi.fn();
  const screen = { chat: { people }, show } as unknown as Screen;

  function drawn(text: string): HTMLElement {
    const box = document.createElement("div");
    const fragment = renderMarkdown(text);
    for (const mention of findMentions(fragment)) linkMention(screen, mention);
    box.append(fragment);
    return box;
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
