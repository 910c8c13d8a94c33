import { readUpTo, unreadIn } from "../../static/src/models/sync/unread";
import type {
  Conversation,
  Happening,
  Member,
  Mention,
  Message,
  Receipt,
  SharedConversation,
} from "../../static/src/protocol/wire";
import { FakeClock } from "./fake_clock";
import { mentionsOfAlice } from "./fake_mentions";
import { FakePerson } from "./fake_person";

export const AT = "2026-11-24T08:00:00Z";

interface Held {
  shared: SharedConversation;
  members: Map<string, Member>;
  messages: Message[];
  happenings: Happening[];
}

/** The server's conversations: their messages, members and changes by rev. */
export abstract class FakeConversations extends FakePerson {
  readonly clock = new FakeClock();
  readonly held = new Map<string, Held>();
  /** The last seq hidden from alice while a conversation's history is `joined`. */
  floors = new Map<string, number>();
  changesPage = 200;
  epoch = "e1";

  addConversation(
    id: string,
    { kind = "group" as SharedConversation["kind"], members = ["alice", "bob"] } = {},
  ): Held {
    const shared: SharedConversation = {
      id,
      kind,
      title: id,
      topic: "",
      history: "all",
      rev: 1,
      last_seq: 0,
      member_count: members.length,
      created_at: AT,
      last_activity_at: AT,
    };
    const roster = members.map((user): [string, Member] => [
      user,
      { user, role: "member", rev: 1, joined_at: AT, delivered_seq: 0, read_seq: 0 },
    ]);
    const held = { shared, members: new Map(roster), messages: [], happenings: [] };
    this.held.set(id, held);
    return held;
  }

  /** Adds messages from before the first connection. */
  history(id: string, count: number, sender = "bob"): void {
    for (let n = 0; n < count; n++)
      this.post(sender, id, `message ${this.held.get(id)!.shared.last_seq + 1}`);
  }

  post(
    sender: string,
    id: string,
    body: string,
    clientId = `${sender}-${crypto.randomUUID()}`,
    mentions?: Mention[],
  ): Message {
    const held = this.held.get(id)!;
    const again = held.messages.find(
      (message) => message.sender === sender && message.client_id === clientId,
    );
    if (again) return again;
    const seq = held.shared.last_seq + 1;
    const message: Message = {
      conversation: id,
      seq,
      rev: this.advance(id),
      client_id: clientId,
      sender,
      body,
      created_at: new Date(this.clock.now()).toISOString(),
      attachments: [],
      reactions: {},
      ...(mentions ? { mentions } : {}),
    };
    held.shared = { ...held.shared, last_seq: seq, last_activity_at: message.created_at };
    held.messages.push(message);
    this.raise({ conversation: id, user: sender, delivered_seq: seq, read_seq: seq });
    this.publish(id, { type: "message", conversation: id, rev: message.rev, message });
    return message;
  }

  change(id: string, seq: number, changes: Partial<Message>): Message {
    const held = this.held.get(id)!;
    const message = { ...held.messages[seq - 1]!, ...changes, rev: this.advance(id) };
    held.messages[seq - 1] = message;
    this.publish(id, { type: "message", conversation: id, rev: message.rev, message });
    return message;
  }

  rename(id: string, title: string): void {
    const held = this.held.get(id)!;
    held.shared = { ...held.shared, title };
    const happening: Happening = {
      rev: this.advance(id),
      seq: held.shared.last_seq,
      kind: "renamed",
      by: "bob",
      title,
      created_at: new Date(this.clock.now()).toISOString(),
    };
    held.happenings.push(happening);
    this.publish(id, { type: "conversation", conversation: held.shared, happening });
  }

  setHistory(id: string, history: SharedConversation["history"]): void {
    const held = this.held.get(id)!;
    held.shared = { ...held.shared, history };
    this.advance(id);
    this.publish(id, { type: "conversation", conversation: held.shared });
  }

  /** Deletes the messages before `first`, as retention does. */
  expire(id: string, first: number): void {
    const held = this.held.get(id)!;
    held.shared = { ...held.shared, first_seq: first };
    held.messages = held.messages.filter(({ seq }) => seq >= first);
    held.happenings = held.happenings.filter(({ seq }) => seq >= first - 1);
    for (const user of held.members.keys())
      this.raise({ conversation: id, user, delivered_seq: first - 1, read_seq: first - 1 });
    this.advance(id);
    this.publish(id, { type: "conversation", conversation: held.shared });
  }

  protected floor(id: string): number {
    const { history, first_seq } = this.held.get(id)!.shared;
    return Math.max((first_seq ?? 1) - 1, history === "joined" ? (this.floors.get(id) ?? 0) : 0);
  }

  enrol(id: string, user: string, changes: Partial<Member> = {}): void {
    const held = this.held.get(id)!;
    const { last_seq } = held.shared;
    const fresh: Member = {
      user,
      role: "member",
      rev: 0,
      joined_at: AT,
      delivered_seq: last_seq,
      read_seq: last_seq,
    };
    const member = { ...(held.members.get(user) ?? fresh), ...changes, rev: this.advance(id) };
    held.members.set(user, member);
    const member_count = [...held.members.values()].filter(({ left_at }) => !left_at).length;
    held.shared = { ...held.shared, member_count };
    if (user === "alice" && member.left_at)
      this.publish(id, { type: "gone", conversation: id, rev: member.rev });
    else if (user === "alice") this.publish(id, { type: "conversation", conversation: this.whole(id) });
    else this.publish(id, { type: "member", conversation: id, rev: member.rev, member_count, member });
  }

  receipt(receipt: Receipt): void {
    this.raise(receipt);
    this.publish(receipt.conversation, { type: "receipt", ...receipt });
    if (receipt.user === "alice") this.readPast(receipt.conversation, receipt.read_seq);
  }

  whole(id: string): Conversation {
    const { shared, members, messages } = this.held.get(id)!;
    const { left_at: _, ...mine } = members.get("alice")!;
    const membership = { me_rev: 0, ...mine, ...this.settingsOf(id), first_seq: this.floor(id) + 1 };
    const unread = unreadIn({ ...shared, membership });
    const unread_mentions = mentionsOfAlice(
      messages.filter(({ seq }) => seq > Math.max(readUpTo(membership), this.floor(id))),
      this.blocked,
    );
    const last_message = messages.at(-1);
    return { ...shared, unread, unread_mentions, membership, members: this.present(id), last_message };
  }

  protected sync(revs: Record<string, number>, me_rev: number): object {
    const mine = [...this.held.keys()].filter((id) => !this.held.get(id)!.members.get("alice")?.left_at);
    const named = mine.filter((id) => id in revs);
    const moved = named.filter((id) => this.held.get(id)!.shared.rev > revs[id]!);
    const changes = moved.map((id) => [id, this.changes(id, revs[id]!, this.changesPage)] as const);
    const left = Object.keys(revs).filter((id) => !mine.includes(id));
    return {
      changes: Object.fromEntries(changes),
      conversations: mine.filter((id) => !(id in revs)).map((id) => this.whole(id)),
      gone: left.map((id) => ({
        conversation: id,
        rev: this.held.get(id)?.members.get("alice")?.rev ?? revs[id],
      })),
      receipts: named.flatMap((conversation) =>
        this.present(conversation).map(({ user, delivered_seq, read_seq }) => ({
          conversation,
          user,
          delivered_seq,
          read_seq,
        })),
      ),
      me: this.privateSince(me_rev),
      users: this.renamed.splice(0),
      epoch: this.epoch,
      as_of: "now",
      caught_up: changes.every(([, { more }]) => !more),
    };
  }

  protected page(id: string, position: URLSearchParams): Message[] | null {
    const number = (name: string): number => Number(position.get(name));
    const limit = number("limit");
    const messages = this.held.get(id)!.messages.filter(({ seq }) => seq > this.floor(id));
    if (position.has("before")) return messages.filter((m) => m.seq < number("before")).slice(-limit);
    if (position.has("after")) return messages.filter((m) => m.seq > number("after")).slice(0, limit);
    if (position.has("around")) {
      if (!messages[number("around") - 1]) return null;
      const from = Math.max(0, number("around") - Math.ceil(limit / 2));
      return messages.slice(from, from + limit);
    }
    return messages.slice(-limit);
  }

  protected changes(id: string, since: number, limit: number) {
    const { shared, members, messages, happenings } = this.held.get(id)!;
    const later = messages.filter(({ rev }) => rev > since).sort((a, b) => a.rev - b.rev);
    const page = later.slice(0, limit);
    const more = later.length > limit;
    return {
      rev: more ? page.at(-1)!.rev : shared.rev,
      conversation: shared,
      members: [...members.values()].filter(({ rev }) => rev > since),
      messages: page,
      happenings: happenings.filter(({ rev }) => rev > since && (!more || rev <= page.at(-1)!.rev)),
      more,
    };
  }

  private present(id: string): Member[] {
    return [...this.held.get(id)!.members.values()].filter(({ left_at }) => !left_at);
  }

  private raise({ conversation, user, delivered_seq, read_seq }: Receipt): void {
    const { members } = this.held.get(conversation)!;
    const held = members.get(user);
    if (!held) return;
    const read = Math.max(held.read_seq, read_seq);
    members.set(user, {
      ...held,
      read_seq: read,
      delivered_seq: Math.max(held.delivered_seq, delivered_seq, read),
    });
  }

  private advance(id: string): number {
    const held = this.held.get(id)!;
    held.shared = { ...held.shared, rev: held.shared.rev + 1 };
    return held.shared.rev;
  }
}
