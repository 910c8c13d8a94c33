import type { Calls } from "../../connection/calls";
import type { ConversationId } from "../../protocol/wire";
import type { Store } from "./store";

/**
 * Fetches the unread mentions of a conversation. Asks again if something arrived in the meantime that the response does
 * not have.
 */
export async function recount(id: ConversationId, store: Store, calls: Calls): Promise<void> {
  const view = await calls.conversation(id);
  const conversation = store.peek(id);
  if (!conversation) return;
  const { rev, membership } = conversation.view.peek();
  if (view.rev < rev || view.membership.me_rev < membership.me_rev) return recount(id, store, calls);
  conversation.recount(view);
}
