import type { ConversationItem } from "../../models/api";

/** Keeps rows where they are while somebody is about to point at one; newcomers go on top at once. */
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
