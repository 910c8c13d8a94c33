import { computed, effect, untracked } from "@preact/signals-core";
import { isPassing, Refused } from "../../connection/errors";
import type { BrowserNotifications, Clock, Lock } from "../../connection/world";
import type { Me, Message, NotificationPreferences, UserId } from "../../protocol/wire";
import type { ConversationItem } from "../api";
import type { Items } from "../conversations/items";
import type { Store } from "../sync/store";
import { whyNot } from "./interest";
import { pushOf } from "./push_of";

const SWEEP_MS = 300;

export interface NotifierContext {
  browserNotifications: BrowserNotifications;
  clock: Clock;
  me(): Me;
  items: Items;
  store: Store;
  nameOf(user: UserId): string;
  isBlocked(user: UserId): boolean;
  /** Whether the user is at this device. */
  isActive(): boolean;
  /** Whether the user sees the conversation in this page. */
  isLookingAt(conversation: string): boolean;
  /** Whether the user wants notifications here, and their sound. */
  device(): { isOn: boolean; sound: boolean };
  preferences(): Promise<NotificationPreferences>;
}

/**
 * Notifies the user, in one tab, of messages that they do not see: through the worker, like a push, and with a sound.
 * Sets the app's badge to the number of unread messages, and closes notifications of messages that were read anywhere.
 */
export class Notifier {
  private readonly stopped = new AbortController();
  private readonly notifiedSeqs = new Map<string, number>();
  private leads = false;
  private cancelSweep: (() => void) | null = null;
  private endings: (() => void)[] = [];

  constructor(private readonly context: NotifierContext) {}

  start(lock: Lock, name: string): void {
    const { items, browserNotifications } = this.context;
    const marks = computed(() =>
      items.listed.value.map((item) => item.conversation.membership.read_seq).join(),
    );
    this.endings = [
      effect(() => browserNotifications.setBadge(items.unread.value)),
      effect(() => {
        marks.value;
        untracked(() => this.sweepSoon());
      }),
    ];
    const { signal } = this.stopped;
    lock(name, signal, () => this.lead()).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }

  stop(): void {
    this.stopped.abort();
    this.cancelSweep?.();
    for (const end of this.endings.splice(0)) end();
  }

  /** Notifies of messages that just arrived, in order. */
  async notify(messages: readonly Message[]): Promise<void> {
    if (!this.leads) return;
    for (const message of messages) await this.hearOne(message);
  }

  private async hearOne(message: Message): Promise<void> {
    const { context } = this;
    const item = context.items.get(message.conversation);
    const { id, time_zone } = context.me();
    if (!item || message.sender === id || !context.device().isOn || context.isLookingAt(item.id)) return;
    const preferences = await context.preferences().catch((error: unknown) => {
      if (!isPassing(error) && !(error instanceof Refused)) throw error;
      return null;
    });
    if (!preferences) return;
    const reason = whyNot(message, {
      me: id,
      isBlocked: context.isBlocked(message.sender),
      isActive: context.isActive(),
      timeZone: time_zone,
      preferences,
      item,
      repliesTo: this.repliesTo(message),
      notifiedSeq: this.notifiedSeqs.get(item.id) ?? 0,
      now: context.clock.now(),
    });
    if (reason === null) await this.show(message, item, preferences);
  }

  private async show(
    message: Message,
    item: ConversationItem,
    { privacy }: NotificationPreferences,
  ): Promise<void> {
    const { browserNotifications, nameOf, items, device } = this.context;
    this.notifiedSeqs.set(item.id, message.seq);
    const unread = items.unread.peek();
    const push = pushOf(message, item, { sender: nameOf(message.sender), privacy, unread });
    // Silent, because the page plays its own sound.
    const result = await browserNotifications.notify(push, true);
    if (device().sound && (result === "shown" || result === "elsewhere")) browserNotifications.chime();
  }

  private repliesTo({ conversation, reply_to }: Message): UserId | null {
    if (!reply_to) return null;
    return this.context.store.peek(conversation)?.log.get(reply_to)?.sender ?? null;
  }

  /** Closes notifications of messages that were read, here or on another device. */
  private async sweep(): Promise<void> {
    for (const notification of await this.context.browserNotifications.shown()) {
      const { membership } =
        this.context.store.peek(notification.data?.conversation ?? "")?.view.peek() ?? {};
      const { seq, isReminder } = notification.data ?? { seq: Number.POSITIVE_INFINITY };
      if (membership && !isReminder && seq <= membership.read_seq) notification.close();
    }
  }

  private sweepSoon(): void {
    this.cancelSweep ??= this.context.clock.after(SWEEP_MS, () => {
      this.cancelSweep = null;
      void this.sweep();
    });
  }

  private async lead(): Promise<void> {
    this.leads = true;
    await new Promise<void>((resolve) => this.stopped.signal.addEventListener("abort", () => resolve()));
    this.leads = false;
  }
}
