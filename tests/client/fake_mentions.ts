import type { Message } from "../../static/src/protocol/wire";

/** The messages that mention alice, as `unread_mentions` has them. */
export function mentionsOfAlice(
  messages: readonly Message[],
  blocked: readonly string[],
): { seq: number; sender: string }[] {
  return messages
    .filter(({ sender, deleted_at }) => !deleted_at && sender !== "alice" && !blocked.includes(sender))
    .filter(({ mentions = [] }) => mentions.some(({ user, all }) => user === "alice" || all))
    .map(({ seq, sender }) => ({ seq, sender }));
}
