import type { Conversation } from "../../protocol/wire";

type Marks = Pick<Conversation["membership"], "read_seq" | "unread_from" | "first_seq">;

/** The seq up to which the user has read, for themselves: what they marked as unread counts from there on. */
export function readUpTo({ read_seq, unread_from, first_seq }: Marks): number {
  return unread_from ? Math.min(read_seq, Math.max(unread_from, first_seq) - 1) : read_seq;
}

export function unreadIn({ last_seq, membership }: Pick<Conversation, "last_seq" | "membership">): number {
  return Math.max(0, last_seq - readUpTo(membership));
}
