import { isPassing, Refused } from "../../connection/errors";
import type { Link } from "../../connection/link";
import type { Clock } from "../../connection/world";
import type { ConversationId, Watermarks } from "../../protocol/wire";
import type { Store } from "../sync/store";

const DELIVERED_MS = 800;
const READ_MS = 250;

/** Raises the user's two watermarks: at once here, and soon on the server, in batches. */
export class Receipts {
  private readonly due = new Map<ConversationId, Partial<Watermarks>>();
  private cancel: (() => void) | null = null;
  private dueAt = Number.POSITIVE_INFINITY;
  private sending: Promise<void> | null = null;

  constructor(
    private readonly store: Store,
    private readonly link: Link,
    private readonly clock: Clock,
  ) {}

  /** Marks everything that arrived here as delivered. */
  delivered(id: ConversationId): void {
    const view = this.store.peek(id)?.view.peek();
    if (!view || view.last_seq <= view.membership.delivered_seq) return;
    if (view.last_seq <= (this.due.get(id)?.delivered_seq ?? 0)) return;
    this.want(id, { delivered_seq: view.last_seq }, DELIVERED_MS);
  }

  read(id: ConversationId, seq: number): void {
    const conversation = this.store.peek(id);
    const view = conversation?.view.peek();
    if (!conversation || !view) return;
    const { membership } = view;
    const read_seq = Math.min(seq, view.last_seq);
    const endsMark = Boolean(membership.unread_from) && read_seq >= membership.unread_from!;
    if (read_seq <= membership.read_seq && !endsMark) return;
    const delivered_seq = Math.max(membership.delivered_seq, read_seq);
    this.want(id, { read_seq }, READ_MS);
    if (endsMark) conversation.setMembership({ unread_from: undefined });
    conversation.advance({ user: membership.user, read_seq, delivered_seq });
  }

  /** Sends the receipts that were current back while offline. */
  flush(): void {
    this.schedule(0);
  }

  /** Resolves when everything that was read in this conversation has been sent, or cannot be now. */
  async settle(id: ConversationId): Promise<void> {
    await this.sending;
    const marks = this.due.get(id);
    if (marks) await this.sendOne(id, marks);
  }

  private want(id: ConversationId, marks: Partial<Watermarks>, within: number): void {
    this.due.set(id, higher(this.due.get(id), marks));
    this.schedule(within);
  }

  private schedule(within: number): void {
    const at = this.clock.now() + within;
    if (!this.due.size || at >= this.dueAt) return;
    this.cancel?.();
    this.dueAt = at;
    this.cancel = this.clock.after(within, () => {
      this.dueAt = Number.POSITIVE_INFINITY;
      void this.send();
    });
  }

  private async send(): Promise<void> {
    if (this.sending) return;
    this.sending = this.sendAll();
    await this.sending.finally(() => {
      this.sending = null;
    });
    if (this.link.phase === "online") this.schedule(DELIVERED_MS);
  }

  private async sendAll(): Promise<void> {
    for (const [id, marks] of [...this.due]) {
      if (this.link.phase !== "online") return;
      await this.sendOne(id, marks);
    }
  }

  private async sendOne(id: ConversationId, marks: Partial<Watermarks>): Promise<void> {
    const { membership } = this.store.peek(id)?.view.peek() ?? {};
    this.due.delete(id);
    if (!membership) return;
    try {
      const stand = await this.link.ask("receipt.advance", { conversation: id, ...marks });
      this.store.peek(id)?.advance({ user: membership.user, ...stand });
    } catch (error) {
      if (isPassing(error)) this.due.set(id, higher(this.due.get(id), marks));
      else if (!(error instanceof Refused)) throw error;
    }
  }
}

function higher(current: Partial<Watermarks> | undefined, next: Partial<Watermarks>): Partial<Watermarks> {
  const both = { ...current, ...next };
  if (current?.delivered_seq && next.delivered_seq) {
    both.delivered_seq = Math.max(current.delivered_seq, next.delivered_seq);
  }
  if (current?.read_seq && next.read_seq) both.read_seq = Math.max(current.read_seq, next.read_seq);
  return both;
}
