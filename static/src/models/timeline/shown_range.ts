import { type ReadonlySignal, signal } from "@preact/signals-core";
import type { ConversationState } from "../sync/conversation_state";
import { grownDown, grownUp, PAGE, type Span, spanAround, spanAtEnd, trimmed } from "./span";

const ENOUGH = 30;
const MOST_IN_LOG = 2_000;

/** The shown range of the log. It has no gaps, and grows at the end as messages arrive. */
export class ShownRange {
  private readonly current = signal<Span | null>(null);
  private following = false;

  constructor(
    private readonly conversation: ConversationState,
    /** Called with the first seq of new messages, when the end is shown. */
    private readonly onArrival: (seq: number) => void,
  ) {}

  get span(): ReadonlySignal<Span | null> {
    return this.current;
  }

  get isFollowing(): boolean {
    return this.following;
  }

  /** (reactive) */
  edges(): { atStart: boolean; atEnd: boolean } {
    const span = this.current.value;
    const { last_seq, membership } = this.conversation.value;
    if (!span) return { atStart: false, atEnd: false };
    return { atStart: span.from <= membership.first_seq, atEnd: span.to >= last_seq };
  }

  /** Whether the messages in memory around seq fill a screen, so that nothing must be fetched first. */
  hasEnough(seq: number): boolean {
    const known = this.conversation.log.knows(seq);
    const { kind, last_seq, membership } = this.conversation.view.peek();
    if (!known)
      return last_seq < membership.first_seq && (kind === "direct" || this.conversation.log.hasStart);
    const upwards = known.from <= membership.first_seq || seq - known.from >= ENOUGH;
    return upwards && (known.to >= last_seq || known.to - seq >= ENOUGH);
  }

  around(seq: number): void {
    const known = this.conversation.log.knows(seq) ?? { from: seq, to: seq };
    this.place(spanAround(seq, this.showable(known)));
  }

  atEnd(): void {
    const { last_seq, membership } = this.conversation.view.peek();
    // Show the last message alone while its page of history is not available.
    const known =
      this.conversation.log.knows(last_seq) ??
      (this.conversation.log.get(last_seq) && { from: last_seq, to: last_seq });
    this.place(
      known ? spanAtEnd(this.showable(known)) : { from: membership.first_seq, to: membership.first_seq - 1 },
    );
  }

  /** The complete range around the shown one. */
  get known(): Span | null {
    const span = this.current.peek();
    return span && this.complete(span);
  }

  /** Returns false if no more is in memory in that direction. */
  growUp(): boolean {
    return this.grow(grownUp);
  }

  growDown(): boolean {
    return this.grow(grownDown);
  }

  /** Drops rows that are far from first … last, the seqs in view. */
  trim(first: number, last: number): void {
    const span = this.current.peek();
    if (!span) return;
    const next = trimmed(span, first, last);
    if (next !== span) this.place(next);
    if (this.conversation.log.size > MOST_IN_LOG)
      this.conversation.log.clip(next.from - PAGE, next.to + PAGE);
  }

  /** (reactive) Extends the range to new messages while the end is shown. */
  follow(): void {
    this.conversation.log.version.value;
    const span = this.current.value;
    const { last_seq } = this.conversation.value;
    if (!span) return;
    const known = this.following ? this.complete(span) : null;
    if (known && known.to > span.to) {
      this.onArrival(span.to + 1);
      this.current.value = { ...span, to: known.to };
    } else this.following = span.to >= last_seq;
  }

  private grow(how: (span: Span, known: Span) => Span): boolean {
    const span = this.current.peek();
    const { known } = this;
    if (!span || !known) return false;
    const next = how(span, this.showable(known));
    if (next.from === span.from && next.to === span.to) return false;
    this.place(next);
    return true;
  }

  private place(span: Span): void {
    this.following = span.to >= this.conversation.view.peek().last_seq;
    this.current.value = span;
  }

  /** Holds back one message at each open end, because the look of its neighbour depends on it. */
  private showable(known: Span): Span {
    const { last_seq, membership } = this.conversation.view.peek();
    if (known.to - known.from < 2) return known;
    return {
      from: known.from > membership.first_seq ? known.from + 1 : known.from,
      to: known.to < last_seq ? known.to - 1 : known.to,
    };
  }

  /** The complete range that contains the span; an empty span is adjacent to the next message. */
  private complete(span: Span): Span | null {
    return this.conversation.log.knows(span.to) ?? this.conversation.log.knows(span.to + 1);
  }
}
