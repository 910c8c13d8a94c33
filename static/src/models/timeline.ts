import { batch, computed, effect, type ReadonlySignal, signal, untracked } from "@preact/signals-core";
import type { Calls } from "../connection/calls";
import type { Attention } from "../connection/world";
import type { Message, UserId } from "../protocol/wire";
import type { Row, Timeline, TimelineState } from "./api";
import type { Entry } from "./entry";
import { History } from "./history";
import { Loading } from "./loading";
import type { Outbox } from "./outbox";
import { grownDown, grownUp, PAGE, type Span, spanAround, spanAtEnd, trimmed } from "./span";
import { timelineRows } from "./timeline_rows";

const ENOUGH = 30;
const MOST_IN_LOG = 2_000;

export interface TimelineContext {
  me: UserId;
  calls: Calls;
  outbox: Outbox;
  attention: Attention;
  /** The reader had everything up to seq before his eyes. */
  onRead(seq: number): void;
  onClose(): void;
}

type Target = { seq: number | "latest"; highlight: boolean };

/** See `Timeline` in api.ts. Shows a span of the log; the span grows, moves, and follows the end. */
export class OpenTimeline implements Timeline {
  readonly conversation: string;
  readonly rows: ReadonlySignal<readonly Row[]>;
  readonly state: ReadonlySignal<TimelineState>;
  readonly unread: ReadonlySignal<number>;
  private readonly divider = signal<number | null>(null);
  private readonly aim = signal<Target | null>(null);
  private readonly span = signal<Span | null>(null);
  private readonly loading = new Loading();
  private readonly history: History;
  private readonly absent = new Set<number>();
  private readonly endings: (() => void)[] = [];
  private generation: number;
  private seen: Span = { from: 0, to: 0 };
  private following = false;

  constructor(
    private readonly entry: Entry,
    private readonly context: TimelineContext,
  ) {
    this.conversation = entry.id;
    this.history = new History(entry, context.calls);
    this.generation = entry.log.generation.peek();
    entry.watchers += 1;
    this.rows = timelineRows(entry, this.span, this.divider, context);
    this.unread = computed(() =>
      Math.max(0, this.entry.value.last_seq - this.entry.value.membership.read_seq),
    );
    this.state = computed(() => ({ ...this.loading.state.value, ...this.edges() }));
    this.endings.push(
      effect(() => this.followEnd()),
      effect(() => this.afterReset()),
      context.attention.onChange(() => this.noteRead()),
    );
  }

  get dividerSeq(): ReadonlySignal<number | null> {
    return this.divider;
  }

  get target(): ReadonlySignal<Target | null> {
    return this.aim;
  }

  /** Goes to the message asked for, else to the first unread one, else to the end. */
  async begin(at?: number): Promise<void> {
    const { last_seq, membership } = this.entry.state.peek();
    const firstUnread = Math.max(membership.read_seq + 1, this.history.first);
    if (firstUnread <= last_seq) this.divider.value = firstUnread;
    if (at !== undefined && ((await this.jumpTo(at)) || this.state.peek().error)) return;
    if (firstUnread <= last_seq) await this.jumpToUnread();
    else await this.jumpToLatest();
  }

  async loadOlder(): Promise<void> {
    const span = this.span.peek();
    if (!span || this.edges().atStart) return;
    const known = this.known(span);
    if (known && known.from < span.from) this.span.value = grownUp(span, known);
    else {
      await this.loading.run("older", async () => {
        await this.history.before(span.from);
        this.grow(grownUp);
      });
    }
  }

  async loadNewer(): Promise<void> {
    const span = this.span.peek();
    if (!span || this.edges().atEnd) return;
    const known = this.known(span);
    if (known && known.to > span.to) this.span.value = grownDown(span, known);
    else {
      await this.loading.run("newer", async () => {
        await this.history.after(span.to);
        this.grow(grownDown);
      });
    }
  }

  retry(): Promise<void> {
    return this.loading.retry();
  }

  async jumpTo(seq: number, { highlight = true } = {}): Promise<boolean> {
    let found = this.entry.log.knows(seq) !== null;
    if (!this.hasEnough(seq)) {
      await this.loading.run("first", async (isCurrent) => {
        found = await this.history.around(seq);
        if (found && isCurrent()) this.show(seq, highlight);
      });
    } else this.show(seq, highlight);
    return found;
  }

  async jumpToLatest(): Promise<void> {
    const { last_seq } = this.entry.state.peek();
    const show = (): void => {
      const known = this.entry.log.knows(this.entry.state.peek().last_seq);
      batch(() => {
        this.span.value = known ? spanAtEnd(known) : { from: this.history.first, to: this.history.first - 1 };
        this.aim.value = { seq: "latest", highlight: false };
      });
    };
    const isEmpty = last_seq < this.history.first;
    if (isEmpty || this.hasEnough(last_seq)) show();
    else {
      await this.loading.run("first", async (isCurrent) => {
        await this.history.latest();
        if (isCurrent()) show();
      });
    }
  }

  async jumpToUnread(): Promise<void> {
    const seq = this.divider.peek() ?? this.entry.state.peek().membership.read_seq + 1;
    if (!(await this.jumpTo(seq, { highlight: false })) && !this.state.peek().error)
      await this.jumpToLatest();
  }

  inView(first: number, last: number): void {
    this.seen = { from: first, to: last };
    this.noteRead();
    const span = this.span.peek();
    if (!span) return;
    const next = trimmed(span, first, last);
    if (next !== span) this.span.value = next;
    if (this.entry.log.size > MOST_IN_LOG) this.entry.log.clip(next.from - PAGE, next.to + PAGE);
  }

  message(seq: number): Message | null | undefined {
    this.entry.log.version.value;
    const held = this.entry.log.get(seq);
    if (held || this.absent.has(seq)) return held ?? null;
    this.absent.add(seq);
    this.history.one(seq).then(
      (found) => found && this.absent.delete(seq),
      () => this.absent.delete(seq),
    );
    return undefined;
  }

  close(): void {
    for (const end of this.endings.splice(0)) end();
    this.loading.stop();
    this.entry.watchers -= 1;
    this.context.onClose();
  }

  /** A load that failed for want of the network is tried again when it is back. */
  resume(): void {
    if (this.loading.state.peek().error) void this.retry();
  }

  private show(seq: number, highlight: boolean): void {
    batch(() => {
      this.span.value = spanAround(seq, this.entry.log.knows(seq) ?? { from: seq, to: seq });
      this.aim.value = { seq, highlight };
    });
  }

  private grow(how: (span: Span, known: Span) => Span): void {
    const span = this.span.peek();
    const known = span && this.known(span);
    if (span && known) this.span.value = how(span, known);
  }

  /** Whether what is in memory around seq fills a screen, so that nothing need be fetched first. */
  private hasEnough(seq: number): boolean {
    const known = this.entry.log.knows(seq);
    if (!known) return false;
    const { last_seq } = this.entry.state.peek();
    const upwards = known.from <= this.history.first || seq - known.from >= ENOUGH;
    return upwards && (known.to >= last_seq || known.to - seq >= ENOUGH);
  }

  private known(span: Span): Span | null {
    return this.entry.log.knows(span.to) ?? this.entry.log.knows(span.to + 1);
  }

  private edges(): Pick<TimelineState, "atStart" | "atEnd"> {
    const span = this.span.value;
    const { last_seq } = this.entry.value;
    if (!span) return { atStart: false, atEnd: false };
    return { atStart: span.from <= this.history.first, atEnd: span.to >= last_seq };
  }

  /** New messages appear below while the span ends at the last one. */
  private followEnd(): void {
    this.entry.log.version.value;
    const span = this.span.value;
    const { last_seq } = this.entry.value;
    if (!span) return;
    const known = this.following ? this.known(span) : null;
    if (known && known.to > span.to) {
      this.noteArrival(span.to + 1);
      this.span.value = { ...span, to: known.to };
      return;
    }
    this.following = span.to >= last_seq;
  }

  /** While nobody looks, what arrives begins the unread part, unless one began before. */
  private noteArrival(seq: number): void {
    const { attention, me } = this.context;
    const away = !attention.visible() || !attention.focused();
    const isMine = this.entry.log.get(seq)?.sender === me;
    if (this.divider.peek() === null && away && !isMine) this.divider.value = seq;
  }

  private noteRead(): void {
    const { attention, onRead } = this.context;
    if (this.seen.to && attention.visible() && attention.focused()) onRead(this.seen.to);
  }

  /** The log was dropped as a whole: load again where the reader is. */
  private afterReset(): void {
    const generation = this.entry.log.generation.value;
    if (generation === this.generation) return;
    this.generation = generation;
    const at = this.seen.to;
    untracked(() => {
      const isAtEnd = !at || this.following;
      void (isAtEnd ? this.jumpToLatest() : this.jumpTo(at, { highlight: false }));
    });
  }
}
