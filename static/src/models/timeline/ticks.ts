import type { Member, UserId } from "../../protocol/wire";
import type { Readers, Status } from "../api";

/** The seqs up to which all other members have received and read. */
export interface Reach {
  delivered: number;
  read: number;
}

const NOBODY: Reach = { delivered: 0, read: 0 };

/** Zero unless all members are known: messages in large conversations are never more than "sent". */
export function reachOf(members: readonly Member[], me: UserId, memberCount: number): Reach {
  const others = members.filter(({ user }) => user !== me);
  if (!others.length || members.length < memberCount) return NOBODY;
  return {
    delivered: Math.min(...others.map(({ delivered_seq }) => delivered_seq)),
    read: Math.min(...others.map(({ read_seq }) => read_seq)),
  };
}

export function statusOf(seq: number, reach: Reach): Status {
  if (seq <= reach.read) return "read";
  return seq <= reach.delivered ? "delivered" : "sent";
}

export function readersOf(members: readonly Member[], sender: UserId, seq: number): Readers {
  const readers: Readers = { read: [], delivered: [], waiting: [] };
  for (const { user, read_seq, delivered_seq } of members) {
    if (user === sender) continue;
    if (read_seq >= seq) readers.read.push(user);
    else if (delivered_seq >= seq) readers.delivered.push(user);
    else readers.waiting.push(user);
  }
  return readers;
}
