import { Refused } from "../../connection/errors";
import type { ConversationId } from "../../protocol/wire";
import type { Screen } from "../../screen/screen";

const HIDDEN = "You cannot see the original: it is gone, or in a conversation that you are not in.";

/** Goes to the message that was forwarded. */
export async function showOriginal(screen: Screen, id: ConversationId, seq: number): Promise<void> {
  await screen.attempt(async () => {
    try {
      const { conversation, seq: there } = await screen.chat.messages.origin(id, seq);
      screen.router.go(conversation, there);
    } catch (error) {
      throw error instanceof Refused && error.code === "not_found" ? new Error(HIDDEN) : error;
    }
  });
}
