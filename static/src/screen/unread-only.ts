import { signal } from "@preact/signals-core";
import { memory } from "../helpers/memory";
import type { ConversationItem } from "../models/api";

const KEPT_AS = "parlance.unread-only";

/** Whether the list shows only conversations with unread messages. This browser stores it. */
export const unreadOnly = signal(memory.get(KEPT_AS) === "1");

export function showUnreadOnly(isOn: boolean): void {
  unreadOnly.value = isOn;
  memory.set(KEPT_AS, isOn ? "1" : null);
}

/** (reactive) The items that the list shows. The open conversation stays in it when it is read. */
export function shownItems(
  items: readonly ConversationItem[],
  open: string | null,
): readonly ConversationItem[] {
  if (!unreadOnly.value) return items;
  return items.filter((item) => item.id === open || isUnread(item));
}

/** Returns the unread item that is nearest to the open one in a direction. The list goes on at its other end. */
export function nextUnread(
  items: readonly ConversationItem[],
  open: string | null,
  direction: -1 | 1,
): ConversationItem | undefined {
  const here = items.findIndex(({ id }) => id === open);
  const others = [...items.slice(here + 1), ...items.slice(0, Math.max(here, 0))];
  return others.filter(isUnread).at(direction < 0 ? -1 : 0);
}

function isUnread({ unread, blocked }: ConversationItem): boolean {
  return unread > 0 && !blocked;
}
