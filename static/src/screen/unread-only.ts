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
  return items.filter(({ id, unread, blocked }) => id === open || (unread > 0 && !blocked));
}
