import { batch, computed, effect, type ReadonlySignal, signal, untracked } from "@preact/signals-core";
import type { Calls } from "../../connection/calls";
import { isPassing, Refused } from "../../connection/errors";
import type { Attention } from "../../connection/world";
import type { Message, UserId } from "../../protocol/wire";
import type { Row, Timeline, TimelineState } from "../api";
import type { Outbox } from "../messages/outbox";
import type { ConversationState } from "../sync/conversation_state";
import { readUpTo, unreadIn } from "../sync/unread";
import { History } from "./history";
import { Loading } from "./loading";
import { pinnedMessages } from "./pinned";
import { Quotes } from "./quotes";
import { ShownRange } from "./shown_range";
import { timelineRows } from "./timeline_rows";

export interface TimelineContext {
  me: UserId;
  calls: Calls;
  outbox: Outbox;
  attention: Attention;
  /** Called when the user has seen everything up to seq. */
  onRead(seq: number): void;
  onClose(): void;
}

type Target = { seq: number | "latest"; highlight: boolean };

/** See `Timeline` in api.ts. */
export class OpenTimeline implements Timeline {
  readonly conversationId: string;
  readonly rows: ReadonlySignal<readonly Row[]>;
  readonly state: ReadonlySignal<TimelineState>;
  readonly unread: ReadonlySignal<number>;
  readonly pins: ReadonlySignal<readonly Message[]>;
  private readonly divider = signal<number | null>(null);
  private readonly aim = signal<Target | null>(null);
  private readonly loading = new Loading();
  private readonly shown: ShownRange;
  private readonly history: History;
  private readonly quotes: Quotes;
  private readonly endings: (() => void)[];
  private generation: number;
  private lastSeen = 0;
  private mark: number | null;
  /** Whether the user marked messages as unread since they opened it: they stay unread until it is opened again. */
  private isMarked = false;

  constructor(
    private readonly conversation: ConversationState,
    private readonly context: TimelineContext,
  ) {
    this.conversationId = conversation.id;
    this.generation = conversation.log.generation.peek();
    this.mark = conversation.view.peek().membership.unread_from ?? null;
    conversation.watchers += 1;
    this.shown = new ShownRange(conversation, (seq) => this.noteArrival(seq));
    this.history = new History(conversation, context.calls);
    this.quotes = new Quotes(conversation.log, this.history);
    this.rows = timelineRows(conversation, this.shown.span, this.divider, context);
    this.pins = pinnedMessages(conversation, context);
    this.unread = computed(() => unreadIn(conversation.value));
    this.state = computed(() => ({ ...this.loading.state.value, ...this.shown.edges() }));
    this.endings = [
      effect(() => this.shown.follow()),
      effect(() => this.afterReset()),
      effect(() => this.followMark()),
      context.attention.onChange(() => this.noteRead()),
    ];
  }

  get dividerSeq(): ReadonlySignal<number | null> {
    return this.divider;
  }

  get target(): ReadonlySignal<Target | null> {
    return this.aim;
  }

  /** Goes to the requested message, or else to the first unread one, or else to the end. */
  async begin(at?: number): Promise<void> {
    void this.loadPins();
    await this.goTo(at);
    // Without a network, show what is in memory.
    if (!this.shown.span.peek()) this.showEnd();
  }

  async loadOlder(): Promise<void> {
    if (this.shown.edges().atStart || this.shown.growUp()) return;
    const { known } = this.shown;
    if (!known) return;
    await this.loading.run("older", async () => {
      await this.history.before(known.from);
      this.shown.growUp();
    });
  }

  async loadNewer(): Promise<void> {
    if (this.shown.edges().atEnd || this.shown.growDown()) return;
    const { known } = this.shown;
    if (!known) return;
    await this.loading.run("newer", async () => {
      await this.history.after(known.to);
      this.shown.growDown();
    });
  }

  retry(): Promise<void> {
    return this.loading.retry();
  }

  /** Retries a load that failed while offline. */
  resume(): void {
    void this.loadPins();
    if (this.loading.state.peek().error) void this.retry();
  }

  async jumpTo(seq: number, { highlight = true } = {}): Promise<boolean> {
    if (this.conversation.log.knows(seq) && this.shown.hasEnough(seq)) {
      this.show(seq, highlight);
      return true;
    }
    let found = false;
    await this.loading.run("first", async (isCurrent) => {
      found = await this.history.around(seq);
      if (found && isCurrent()) this.show(seq, highlight);
    });
    return found;
  }

  async jumpToLatest(): Promise<void> {
    if (this.shown.hasEnough(this.conversation.view.peek().last_seq)) {
      this.showEnd();
      return;
    }
    await this.loading.run("first", async (isCurrent) => {
      await this.history.latest();
      if (isCurrent()) this.showEnd();
    });
  }

  async jumpToUnread(): Promise<void> {
    const seq = this.divider.peek() ?? readUpTo(this.conversation.view.peek().membership) + 1;
    if (!(await this.jumpTo(seq, { highlight: false })) && !this.state.peek().error)
      await this.jumpToLatest();
  }

  inView(first: number, last: number): void {
    this.lastSeen = last;
    this.noteRead();
    this.shown.trim(first, last);
  }

  message(seq: number): Message | null | undefined {
    return this.quotes.get(seq);
  }

  close(): void {
    for (const end of this.endings.splice(0)) end();
    this.loading.stop();
    this.conversation.watchers -= 1;
    this.context.onClose();
  }

  private async goTo(at?: number): Promise<void> {
    const { last_seq, membership } = this.conversation.view.peek();
    const firstUnread = Math.max(readUpTo(membership) + 1, membership.first_seq);
    if (firstUnread <= last_seq) this.divider.value = firstUnread;
    if (at !== undefined && ((await this.jumpTo(at)) || this.state.peek().error)) return;
    if (firstUnread <= last_seq) await this.jumpToUnread();
    else await this.jumpToLatest();
  }

  private async loadPins(): Promise<void> {
    if (this.conversation.pins.isLoaded) return;
    try {
      await this.history.pins();
    } catch (error) {
      // Loaded again with the next connection.
      if (!isPassing(error) && !(error instanceof Refused)) throw error;
    }
  }

  private show(seq: number, highlight: boolean): void {
    batch(() => {
      this.shown.around(seq);
      this.aim.value = { seq, highlight };
    });
  }

  private showEnd(): void {
    batch(() => {
      this.shown.atEnd();
      this.aim.value = { seq: "latest", highlight: false };
    });
  }

  /** Puts the divider above the first message that arrives while the user does not look, unless there is one. */
  private noteArrival(seq: number): void {
    const { attention, me } = this.context;
    const isAway = !attention.visible() || !attention.focused();
    const isMine = this.conversation.log.get(seq)?.sender === me;
    if (this.divider.peek() === null && isAway && !isMine) this.divider.value = seq;
  }

  private noteRead(): void {
    const { attention, onRead } = this.context;
    if (this.lastSeen && !this.isMarked && attention.visible() && attention.focused()) onRead(this.lastSeen);
  }

  private followMark(): void {
    const { unread_from = null, first_seq } = this.conversation.value.membership;
    if (unread_from === this.mark) return;
    this.mark = unread_from;
    this.isMarked = unread_from !== null;
    if (unread_from !== null) this.divider.value = Math.max(unread_from, first_seq);
  }

  /** Loads the shown part again after the log was dropped. */
  private afterReset(): void {
    const generation = this.conversation.log.generation.value;
    if (generation === this.generation) return;
    this.generation = generation;
    untracked(() => {
      const isAtEnd = !this.lastSeen || this.shown.isFollowing;
      void this.loadPins();
      void (isAtEnd ? this.jumpToLatest() : this.jumpTo(this.lastSeen, { highlight: false }));
    });
  }
}
