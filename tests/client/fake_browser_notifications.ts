import type { BrowserNotifications, Permission, PushAddress } from "../../static/src/connection/world";
import type { DeliveryResult, Push } from "../../static/src/protocol/pushes";

/** A browser's notifications, as its user permits them. */
export class FakeBrowserNotifications implements BrowserNotifications {
  allows: Permission = "default";
  /** The user's answer to the permission prompt. */
  answer: Permission = "granted";
  timesAsked = 0;
  key: string | null = null;
  held: PushAddress | null = null;
  hasService = true;
  pushes: { push: Push; silent: boolean }[] = [];
  /** The outcome of each notification it is to show. */
  outcome: DeliveryResult = "shown";
  badge: number | null = null;
  chimes = 0;
  private subscriptions = 0;
  private readonly listeners = new Set<() => void>();
  private onScreen: Push[] = [];

  permission = (): Permission => this.allows;

  async askPermission(): Promise<Permission> {
    this.timesAsked += 1;
    this.allows = this.answer;
    return this.allows;
  }

  onPermission(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Changes the permission in the browser's own settings. */
  set(allows: Permission): void {
    this.allows = allows;
    for (const listener of this.listeners) listener();
  }

  address = async (): Promise<PushAddress | null> => this.held;

  async subscribe(publicKey: string): Promise<PushAddress> {
    if (!this.hasService) throw new DOMException("push service error", "AbortError");
    if (this.key !== publicKey) this.held = null;
    this.key = publicKey;
    this.held ??= { address: `https://push.test/${++this.subscriptions}`, p256dh: "p", auth: "a" };
    return this.held;
  }

  async unsubscribe(): Promise<void> {
    this.held = null;
  }

  async notify(push: Push, silent: boolean): Promise<DeliveryResult | null> {
    if (this.allows !== "granted") return null;
    this.pushes.push({ push, silent });
    if (this.outcome === "shown")
      this.onScreen = [...this.onScreen.filter(({ tag }) => tag !== push.tag), push];
    return this.outcome;
  }

  async shown() {
    return this.onScreen.map((push) => ({
      data: { ...push, count: 1 },
      close: () => {
        this.onScreen = this.onScreen.filter((other) => other !== push);
      },
    }));
  }

  /** The tags of the notifications on the screen. */
  get tags(): string[] {
    return this.onScreen.map(({ tag }) => tag);
  }

  setBadge(unread: number): void {
    this.badge = unread;
  }

  chime(): void {
    this.chimes += 1;
  }
}
