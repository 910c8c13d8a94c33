// @vitest-environment jsdom
import { render } from "lit";
import { describe, expect, it, vi } from "vitest";
import { writing } from "../../../../static/src/elements/composer/writing";
import type { ConversationItem } from "../../../../static/src/models/api";
import type { Screen } from "../../../../static/src/screen/screen";

const bob = { id: "bob", username: "bob", display_name: "Bob" };

function drawn(changes: object): { place: HTMLElement; unblock: ReturnType<typeof vi.fn> } {
  const unblock = vi.fn();
  const attempt = (act: () => Promise<void>): Promise<void> => act();
  const screen = { attempt, chat: { people: { unblock } } } as unknown as Screen;
  const item = { kind: "direct", title: "Bob", peer: bob, conversation: {}, blocked: false, ...changes };
  const place = document.createElement("div");
  render(writing(screen, item as unknown as ConversationItem), place);
  return { place, unblock };
}

describe("the place of the composer", () => {
  it("says that the user blocks the person, and unblocks them", () => {
    const { place, unblock } = drawn({ blocked: true });
    expect(place.textContent?.trim()).toBe("You blocked Bob. Unblock");
    place.querySelector("button")!.click();
    expect(unblock).toHaveBeenCalledWith("bob");
  });

  it("says that the conversation is closed", () => {
    const { place } = drawn({ kind: "group", conversation: { closed_at: "2026-11-24T09:00:00Z" } });
    expect(place.textContent).toContain("This group is closed");
  });
});
