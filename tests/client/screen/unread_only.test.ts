import { expect, it } from "vitest";
import type { ConversationItem } from "../../../static/src/models/api";
import { nextUnread } from "../../../static/src/screen/unread-only";

const item = (id: string, unread = 0, blocked = false) => ({ id, unread, blocked }) as ConversationItem;
const items = [item("a", 1), item("b"), item("c", 2), item("d", 3, true), item("e", 4)];

it.each([
  ["b", 1, "c"],
  ["b", -1, "a"],
  ["c", 1, "e"],
  ["e", 1, "a"],
  ["a", -1, "e"],
  [null, 1, "a"],
  [null, -1, "e"],
  ["not listed", 1, "a"],
] as const)("from %s in direction %i, the next unread conversation is %s", (open, direction, next) => {
  expect(nextUnread(items, open, direction)?.id).toBe(next);
});

it("there is no next unread conversation when only the open one is unread", () => {
  expect(nextUnread([item("a"), item("b", 1)], "b", 1)).toBeUndefined();
});
