import { batch, type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import type {
  Conversation,
  Member,
  Membership,
  Message,
  Receipt,
  SharedConversation,
  UserId,
} from "../../protocol/wire";
import { newerMentions, withMentions } from "../messages/mentioned";
import { Log } from "./log";
import { Pins } from "./pins";
import { Roster } from "./roster";

const MOST_IN_BACKGROUND = 400;
const KEPT_IN_BACKGROUND = 200;

/** One conversation of the user in memory: its fields, members and messages. */
export class ConversationState {
  readonly log = new Log();
  readonly pins = new Pins();
  readonly roster = new Roster();
  /** The number of timelines that show it. If there are any, they decide what the log keeps. */
  watchers = 0;
  private readonly current: Signal<Conversation>;

  constructor(
    private readonly me: UserId,
    view: Conversation,
    private readonly onMine: (clientId: string) => void,
  ) {
    this.current = signal(view);
    this.learn(view);
  }

  get id(): string {
    return this.current.peek().id;
  }

  get view(): ReadonlySignal<Conversation> {
    return this.current;
  }

  /** (reactive) */
  get value(): Conversation {
    return this.current.value;
  }

  get rev(): number {
    return this.current.peek().rev;
  }

  /** Raises the held rev to this one; ignores an older one. */
  reach(rev: number): void {
    if (rev > this.rev) this.patch({ rev });
  }

  /** Replaces the view with a complete one that is at least as new. */
  replace(view: Conversation): void {
    const { last_message: ours, unread_mentions = [] } = this.current.peek();
    const rejoined = view.membership.joined_at !== this.current.peek().membership.joined_at;
    this.current.value = {
      ...view,
      last_seq: Math.max(view.last_seq, ours?.seq ?? 0),
      unread_mentions: newerMentions(view, unread_mentions),
      membership: rejoined ? view.membership : newest(view.membership, this.current.peek().membership),
    };
    if (ours) this.preview(ours);
    this.learn(view);
  }

  /** Drops everything and starts from this view, even if it is older. */
  reset(view: Conversation): void {
    batch(() => {
      this.current.value = view;
      this.roster.reset(view.members);
      this.log.clear();
      this.pins.clear();
      this.learn(view);
    });
  }

  /** Replaces the shared fields. An absent picture, `closed_at`, `keep_days` or `language` has been removed. */
  share(shared: SharedConversation): void {
    const {
      picture: _picture,
      closed_at: _closed_at,
      keep_days: _keep_days,
      language: _language,
      ...fields
    } = this.current.peek();
    const { rev: _rev, ...rest } = shared;
    this.current.value = { ...fields, ...rest, last_seq: Math.max(fields.last_seq, shared.last_seq) };
    this.expire(shared.first_seq ?? 1);
  }

  /** Drops everything before `first`, which the server has deleted. It is unread for no one. */
  private expire(first: number): void {
    const { last_message, membership, ...rest } = this.current.peek();
    if (first <= membership.first_seq) return;
    const seen = { user: this.me, delivered_seq: first - 1, read_seq: first - 1 };
    const left = last_message && last_message.seq >= first ? { last_message } : {};
    batch(() => {
      this.log.forget(first);
      this.pins.forget(first);
      this.current.value = {
        ...rest,
        ...left,
        membership: { ...raised(membership, seen), first_seq: first },
      };
      this.roster.advance(seen);
    });
  }

  /** Adds messages from an event, a fetch or a sync, in any order. */
  receive(messages: readonly Message[]): void {
    batch(() => this.take(messages));
  }

  private take(messages: readonly Message[]): void {
    this.log.add(messages);
    const present = messages.map((message) => this.log.get(message.seq) ?? message);
    this.pins.take(present);
    this.mention(present);
    for (const message of messages) {
      const { last_seq } = this.current.peek();
      if (message.seq > last_seq) this.patch({ last_seq: message.seq });
      this.preview(message);
      this.advance({ user: message.sender, delivered_seq: message.seq, read_seq: message.seq });
      if (message.sender === this.me) this.onMine(message.client_id);
    }
    if (!this.watchers && this.log.size > MOST_IN_BACKGROUND) this.trim(KEPT_IN_BACKGROUND);
  }

  /** Adds messages that arrived one by one, and marks each seq as known. Adjacent seqs merge. */
  receiveLive(messages: readonly Message[]): void {
    this.receive(messages);
    for (const { seq } of messages) this.log.know(seq, seq);
  }

  enrol(members: readonly Member[], member_count?: number): void {
    this.roster.add(members);
    const mine = members.find((member) => member.user === this.me && !member.left_at);
    const { membership } = this.current.peek();
    if (mine && mine.rev >= membership.rev) {
      this.patch({ membership: { ...membership, role: mine.role, rev: mine.rev } });
    }
    if (member_count !== undefined) this.patch({ member_count });
  }

  /** Whether these members show that the user left and joined again. */
  cameAgain(members: readonly Member[]): boolean {
    const { joined_at } = this.current.peek().membership;
    return members.some(
      (member) => member.user === this.me && !member.left_at && member.joined_at !== joined_at,
    );
  }

  advance(receipt: Pick<Receipt, "user" | "delivered_seq" | "read_seq">): void {
    this.roster.advance(receipt);
    if (receipt.user !== this.me) return;
    const { membership } = this.current.peek();
    const next = raised(membership, receipt);
    if (next.delivered_seq !== membership.delivered_seq || next.read_seq !== membership.read_seq) {
      this.patch({ membership: next });
    }
  }

  setMembership(changes: Partial<Membership>): void {
    this.patch({ membership: { ...this.current.peek().membership, ...changes } });
  }

  /** Replaces the user's personal settings, unless the held ones are newer. */
  personalise(settings: Personal): void {
    const { membership } = this.current.peek();
    if (settings.me_rev > membership.me_rev) this.setMembership(personal(settings));
  }

  trim(keep: number): void {
    this.log.clip(Math.max(1, this.current.peek().last_seq - keep + 1), Number.MAX_SAFE_INTEGER);
  }

  /** Takes the unread mentions from a complete conversation, after the user unblocked someone or marked it as unread. */
  recount(view: Conversation): void {
    this.patch({ unread_mentions: newerMentions(view, this.current.peek().unread_mentions ?? []) });
  }

  private mention(messages: readonly Message[]): void {
    const { unread_mentions: held = [] } = this.current.peek();
    const now = withMentions(held, messages, this.me);
    if (now !== held) this.patch({ unread_mentions: now.length ? [...now] : undefined });
  }

  private preview(message: Message): void {
    const { last_message: last, last_activity_at: before } = this.current.peek();
    const newer = !last || message.seq > last.seq || (message.seq === last.seq && message.rev > last.rev);
    if (!newer) return;
    const last_activity_at = [before, message.created_at].sort()[1]!;
    this.patch({ last_message: message, last_activity_at });
  }

  private learn({ kind, members, last_message, last_seq }: Conversation): void {
    this.roster.add(members);
    if (last_message) this.receive([last_message]);
    // In a group, happenings may follow the message, and only the history contains them.
    if (kind === "direct" && last_message?.seq === last_seq) this.log.know(last_seq, last_seq);
  }

  private patch(changes: Partial<Conversation>): void {
    this.current.value = { ...this.current.peek(), ...changes };
  }
}

type Personal = Pick<
  Membership,
  "me_rev" | "muted_until" | "pinned_at" | "archived_at" | "notify" | "unread_from" | "added_by"
>;

function personal(settings: Personal): Personal {
  const { me_rev, muted_until, pinned_at, archived_at, notify, unread_from, added_by } = settings;
  return { me_rev, muted_until, pinned_at, archived_at, notify, unread_from, added_by };
}

/** The membership with the higher watermarks and the newer personal settings. */
export function newest(membership: Membership, current: Membership): Membership {
  const settings = membership.me_rev >= current.me_rev ? membership : current;
  return { ...raised(membership, current), ...personal(settings) };
}

function raised<Marks extends { delivered_seq: number; read_seq: number }>(
  marks: Marks,
  by: { delivered_seq: number; read_seq: number },
): Marks {
  const read_seq = Math.max(marks.read_seq, by.read_seq);
  return { ...marks, read_seq, delivered_seq: Math.max(marks.delivered_seq, by.delivered_seq, read_seq) };
}
