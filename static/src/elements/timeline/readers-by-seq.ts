import type { ConversationItem } from "../../models/api";

/** In a group: the other members by the seq of the last message that they have read. */
export function readersBySeq(item: ConversationItem, me: string): Map<number, string[]> {
  const readers = new Map<number, string[]>();
  if (item.kind === "direct") return readers;
  for (const { user, read_seq } of item.conversation.members) {
    if (user === me || read_seq === 0) continue;
    const here = readers.get(read_seq);
    if (here) here.push(user);
    else readers.set(read_seq, [user]);
  }
  return readers;
}
