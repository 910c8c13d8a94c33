// @vitest-environment jsdom
import { render } from "lit";
import { describe, expect, it, vi } from "vitest";
import { timelineLine } from "../../../../static/src/elements/timeline/timeline-line";
import type { LineRow } from "../../../../static/src/models/api";
import type { Screen } from "../../../../static/src/screen/screen";

const show = vi.fn();
const chat = {
  account: { me: { value: { id: "me" } } },
  people: { get: (id: string) => ({ id, display_name: id }) },
};
const screen = { chat, show } as unknown as Screen;

function drawn(row: Partial<LineRow>): HTMLElement {
  const box = document.createElement("div");
  const line = {
    kind: "line",
    key: "line-1",
    at: "2026-11-24T09:00:00Z",
    by: null,
    users: [],
    title: "",
    keepDays: null,
  };
  render(timelineLine(screen, { ...line, ...row } as LineRow), box);
  return box;
}

describe("a line between messages", () => {
  it.each([
    [{ what: "joined", users: ["Bob"] }, "Bob joined"],
    [{ what: "joined", users: ["me"] }, "You joined"],
    [{ what: "left", users: ["Bob", "Carol"] }, "Bob and Carol left"],
    [{ what: "added", by: "me", users: ["Bob"] }, "You added Bob"],
    [
      { what: "added", by: "Ann", users: ["Bob", "Carol", "Dave", "Erin", "me"] },
      "Ann added you, Bob, and 3 others",
    ],
    [{ what: "added", users: ["Bob"] }, "Bob was added"],
    [{ what: "removed", by: "Ann", users: ["Bob"] }, "Ann removed Bob"],
    [{ what: "removed", users: ["Bob", "Carol"] }, "Bob and Carol were removed"],
    [{ what: "renamed", by: "Ann", title: "Sea" }, "Ann renamed this to “Sea”"],
    [{ what: "renamed", title: "Sea" }, "This is now called “Sea”"],
    [{ what: "closed", by: "Ann" }, "Ann closed this conversation"],
    [{ what: "reopened", by: "me" }, "You reopened this conversation"],
    [{ what: "closed" }, "This conversation was closed"],
    [{ what: "kept", by: "Ann", keepDays: 30 }, "Ann set messages to be deleted after 30 days"],
    [{ what: "kept", keepDays: 1 }, "Messages are now deleted after 1 day"],
    [{ what: "kept", by: "me" }, "You set messages to be kept"],
    [{ what: "kept" }, "Messages are now kept"],
  ] as [Partial<LineRow>, string][])("%o says %s", (row, words) => {
    expect(drawn(row).textContent?.trim()).toBe(words);
  });

  it("opens a person's card from their name, by click and by key", () => {
    const name = drawn({ what: "joined", users: ["Bob"] }).querySelector<HTMLElement>(".line-name")!;
    name.click();
    name.dispatchEvent(new KeyboardEvent("keydown", { key: " " }));
    const card = [{ name: "person", user: "Bob" }];
    expect(show.mock.calls).toEqual([card, card]);
  });

  it("has its names as tab stops while it is the current row", () => {
    const box = drawn({ what: "added", by: "Ann", users: ["Bob"] });
    document.body.append(box);
    const line = box.querySelector<HTMLElement>(".timeline-line")!;
    const stops = () => [...line.querySelectorAll<HTMLElement>(".line-name")].map(({ tabIndex }) => tabIndex);
    expect(stops()).toEqual([-1, -1]);
    line.focus();
    expect(stops()).toEqual([0, 0]);
    line.querySelector<HTMLElement>(".line-name")!.focus();
    expect(stops()).toEqual([0, 0]);
    line.querySelector<HTMLElement>(".line-name")!.blur();
    expect(stops()).toEqual([-1, -1]);
  });
});
