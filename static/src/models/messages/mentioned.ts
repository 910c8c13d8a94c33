import type { Conversation, Message, UnreadMention, UserId } from "../../protocol/wire";
import { readUpTo } from "../sync/unread";

/** Whether the message mentions the user, as the server decided. `@here` is for the moment, and counts nowhere. */
export function isMentioned({ sender, deleted_at, mentions = [] }: Message, me: UserId): boolean {
  return sender !== me && !deleted_at && mentions.some(({ user, all }) => user === me || all);
}

/** The unread mentions of a conversation after these messages; the same list if nothing changes. */
export function withMentions(
  held: readonly UnreadMention[],
  messages: readonly Message[],
  me: UserId,
): readonly UnreadMention[] {
  const seqs = new Set(messages.map(({ seq }) => seq));
  const news = messages.filter((message) => isMentioned(message, me));
  const kept = held.filter(({ seq }) => !seqs.has(seq));
  if (!news.length && kept.length === held.length) return held;
  return [...kept, ...news.map(({ seq, sender }) => ({ seq, sender }))].sort((a, b) => a.seq - b.seq);
}

/** The unread mentions of a complete conversation, with the held ones of which it says nothing: read, or newer. */
export function newerMentions(
  view: Conversation,
  held: readonly UnreadMention[],
): UnreadMention[] | undefined {
  const read = readUpTo(view.membership);
  const mentions = [
    ...held.filter(({ seq }) => seq <= read),
    ...(view.unread_mentions ?? []),
    ...held.filter(({ seq }) => seq > view.last_seq),
  ];
  return mentions.length ? mentions : undefined;
}
