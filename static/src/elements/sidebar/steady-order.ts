import type { ConversationItem } from "../../models/api";

/** Keeps rows in place while the pointer is over the list; new rows still appear on top at once. */
export function steadyOrder() {
  let order: string[] = [];
  return {
    arrange(items: readonly ConversationItem[], hold: boolean): readonly ConversationItem[] {
      if (!hold) {
        order = items.map((item) => item.id);
        return items;
      }
      const place = new Map(order.map((id, index) => [id, index]));
      return [...items].sort((a, b) => (place.get(a.id) ?? -1) - (place.get(b.id) ?? -1));
    },
  };
}
