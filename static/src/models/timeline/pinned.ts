import { computed, type ReadonlySignal } from "@preact/signals-core";
import type { Message, UserId } from "../../protocol/wire";
import type { Outbox } from "../messages/outbox";
import { overlaid } from "../messages/overlay";
import { seqOf } from "../messages/task";
import type { ConversationState } from "../sync/conversation_state";

/** The pinned messages with the user's unconfirmed changes applied, the last pinned first. */
export function pinnedMessages(
  { id, log, pins }: ConversationState,
  { me, outbox }: { me: UserId; outbox: Outbox },
): ReadonlySignal<readonly Message[]> {
  return computed(() => {
    const tasks = outbox.of(id);
    const pinning = tasks
      .filter(({ command }) => command === "message.pin")
      .flatMap((task) => log.get(seqOf(task)!) ?? []);
    const messages = new Map([
      ...pinning.map((message) => [message.seq, message] as const),
      ...pins.all.value,
    ]);
    return [...messages.values()]
      .map((message) => overlaid(message, tasks, me))
      .filter(({ pinned_at }) => pinned_at)
      .sort((a, b) => Date.parse(b.pinned_at!) - Date.parse(a.pinned_at!) || b.seq - a.seq);
  });
}
