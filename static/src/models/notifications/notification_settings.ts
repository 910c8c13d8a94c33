import { type ReadonlySignal, signal } from "@preact/signals-core";
import type { Calls } from "../../connection/calls";
import type { Clock } from "../../connection/world";
import type {
  ChangePreferences,
  ConversationId,
  Ledger,
  Notification,
  NotificationChoices,
  NotificationPreferences,
  Registration,
} from "../../protocol/wire";
import type { NotificationSettings } from "../api";
import type { Tabs } from "../browser/tabs";

const STEP_MS = 700;
const PATIENCE_MS = 20_000;

/** See `NotificationSettings` in api.ts. */
export class KnownNotificationSettings implements NotificationSettings {
  private readonly current = signal<NotificationPreferences | null>(null);
  private confirmed: NotificationPreferences | null = null;
  private pending: readonly ChangePreferences[] = [];
  private turn: Promise<unknown> = Promise.resolve();
  /** How many times another device's choices arrived. */
  private taken = 0;
  private rev = 0;
  private asking: Promise<NotificationPreferences> | null = null;

  constructor(
    private readonly calls: Calls,
    private readonly clock: Clock,
    private readonly tabs: Tabs,
  ) {
    tabs.on("notification-preferences", (preferences) => this.hold(preferences));
  }

  get preferences(): ReadonlySignal<NotificationPreferences | null> {
    return this.current;
  }

  /** Loads the current settings once. Later changes arrive by themselves. */
  async known(): Promise<NotificationPreferences> {
    return this.current.peek() ?? (await this.load());
  }

  /** The settings changed, here or on another device. Only `load` has the address for emails. */
  take({ me_rev, ...choices }: NotificationChoices): void {
    if (me_rev <= this.rev) return;
    this.rev = me_rev;
    this.taken += 1;
    if (this.confirmed) this.hold({ ...choices, email: this.confirmed.email });
  }

  forget(): void {
    this.confirmed = null;
    this.rev = 0;
    this.show();
  }

  load(): Promise<NotificationPreferences> {
    this.asking ??= this.calls
      .notificationPreferences()
      .then((preferences) => this.hold(preferences))
      .finally(() => {
        this.asking = null;
      });
    return this.asking;
  }

  /** Applies changes at once here, sends them one after the other, and reverts them if the server refuses. */
  async change(changes: ChangePreferences): Promise<void> {
    this.pending = [...this.pending, changes];
    this.show();
    const before = this.taken;
    const made = this.turn.then(() => this.calls.changeNotificationPreferences(changes));
    this.turn = made.catch(() => undefined);
    try {
      const changed = await made;
      this.settle(changes);
      // A newer state, or this change itself, has already arrived.
      const isNewest = this.taken === before || !this.confirmed;
      this.hold(isNewest ? changed : Object.assign({}, this.confirmed, changes));
      this.tabs.post("notification-preferences", this.confirmed!);
    } catch (error) {
      this.settle(changes);
      throw error;
    }
  }

  async registrations(): Promise<Registration[]> {
    const { items } = await this.calls.registrations();
    return items.filter(({ ended_at }) => !ended_at);
  }

  async switch(id: string, isOn: boolean): Promise<void> {
    await this.calls.switchRegistration(id, isOn);
  }

  /** Sends one to a device and follows it until it is shown, has failed, or takes too long. */
  async test(id: string, onStep: (notification: Notification) => void): Promise<Notification> {
    const until = this.clock.now() + PATIENCE_MS;
    let notification = await this.calls.testRegistration(id);
    onStep(notification);
    while (!isOver(notification) && this.clock.now() < until) {
      await new Promise<void>((resolve) => this.clock.after(STEP_MS, resolve));
      notification = await this.calls.notification(notification.id);
      onStep(notification);
    }
    return notification;
  }

  why(conversation: ConversationId, seq: number): Promise<Ledger> {
    return this.calls.ledger(conversation, seq);
  }

  private hold(preferences: NotificationPreferences): NotificationPreferences {
    this.confirmed = preferences;
    this.show();
    return preferences;
  }

  private settle(changes: ChangePreferences): void {
    this.pending = this.pending.filter((other) => other !== changes);
    this.show();
  }

  /** Shows the server's last state with the unsent changes applied. */
  private show(): void {
    this.current.value = this.confirmed && Object.assign({}, this.confirmed, ...this.pending);
  }
}

function isOver({ state, shown_at }: Notification): boolean {
  return Boolean(shown_at) || (state !== "queued" && state !== "accepted");
}
