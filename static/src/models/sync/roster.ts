import { type ReadonlySignal, signal } from "@preact/signals-core";
import type { Member, Receipt, UserId } from "../../protocol/wire";

/** The known members of one conversation, and those who left it. */
export class Roster {
  private readonly byUser = signal<ReadonlyMap<UserId, Member>>(new Map());

  get state(): ReadonlySignal<ReadonlyMap<UserId, Member>> {
    return this.byUser;
  }

  get(user: UserId): Member | undefined {
    const member = this.byUser.value.get(user);
    return member?.left_at ? undefined : member;
  }

  present(): Member[] {
    return [...this.byUser.value.values()].filter((member) => !member.left_at);
  }

  /** Keeps the newer state of each member; watermarks only rise. Former members stay, so that an older page cannot re-add them. */
  add(members: readonly Member[]): void {
    if (!members.length) return;
    const next = new Map(this.byUser.peek());
    for (const member of members) {
      const known = next.get(member.user);
      next.set(member.user, known ? merge(known, member) : member);
    }
    this.byUser.value = next;
  }

  /** Starts again from these members (the server restored a backup, or too much was missed). */
  reset(members: readonly Member[]): void {
    this.byUser.value = new Map(members.map((member) => [member.user, member]));
  }

  advance({ user, delivered_seq, read_seq }: Pick<Receipt, "user" | "delivered_seq" | "read_seq">): void {
    const member = this.byUser.peek().get(user);
    if (!member || (member.delivered_seq >= delivered_seq && member.read_seq >= read_seq)) return;
    const next = new Map(this.byUser.peek());
    next.set(user, raised(member, delivered_seq, read_seq));
    this.byUser.value = next;
  }
}

function raised(member: Member, delivered: number, read: number): Member {
  const read_seq = Math.max(member.read_seq, read);
  return { ...member, read_seq, delivered_seq: Math.max(member.delivered_seq, delivered, read_seq) };
}

function merge(known: Member, next: Member): Member {
  const [older, newer] = next.rev >= known.rev ? [known, next] : [next, known];
  // A member who returned has new watermarks, from their return.
  if (newer.joined_at !== older.joined_at) return newer;
  return raised(newer, older.delivered_seq, older.read_seq);
}
