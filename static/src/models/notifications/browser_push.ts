import { computed, type ReadonlySignal, signal } from "@preact/signals-core";
import type { Calls } from "../../connection/calls";
import { isPassing, Refused } from "../../connection/errors";
import type { BrowserNotifications, Clock, Memory } from "../../connection/world";
import type { Registration } from "../../protocol/wire";
import type { BrowserPush, ThisDevice } from "../api";
import type { Tabs } from "../browser/tabs";

const DAY_MS = 24 * 60 * 60_000;
const NOT_NOW_MS = 30 * DAY_MS;

/** The state that this browser stores. */
interface Kept {
  /** Whether the user switched notifications on here. */
  wanted: boolean;
  sound: boolean;
  /** The address that the server has, and the time of its last confirmation. */
  address: string | null;
  registration: string | null;
  confirmedAt: number;
  notNowUntil: number;
}

const NOTHING: Kept = {
  wanted: false,
  sound: true,
  address: null,
  registration: null,
  confirmedAt: 0,
  notNowUntil: 0,
};
const NO_SERVICE =
  "This browser cannot reach its push service. You are notified while Parlance is open in a tab.";

/** Notifications in this browser: stores the user's choice, and registers the push address with the server. */
export class ThisBrowserPush implements BrowserPush {
  private readonly kept;
  private readonly permission;
  private readonly problem = signal<string | null>(null);
  private readonly isBusy = signal(false);
  /** The user did something that notifications would follow up on. */
  private readonly isMoment = signal(false);
  private unwatch = (): void => undefined;

  readonly device: ReadonlySignal<ThisDevice>;
  /** Whether to offer notifications in a status line. */
  readonly isOffered: ReadonlySignal<boolean>;

  constructor(
    private readonly browserNotifications: BrowserNotifications,
    private readonly memory: Memory,
    private readonly calls: Calls,
    private readonly clock: Clock,
    private readonly tabs: Tabs,
    private readonly name: string,
  ) {
    tabs.on("notifying", () => this.look());
    this.kept = signal<Kept>(this.recall());
    this.permission = signal(browserNotifications.permission());
    this.device = computed(() => ({
      permission: this.permission.value,
      isOn: this.kept.value.wanted && this.permission.value === "granted",
      sound: this.kept.value.sound,
      registration: this.kept.value.registration,
      problem: this.problem.value ?? (this.kept.value.registration ? null : NO_SERVICE),
      isBusy: this.isBusy.value,
    }));
    this.isOffered = computed(() => {
      const { wanted, notNowUntil } = this.kept.value;
      const isOpen = this.permission.value === "default" || (this.permission.value === "granted" && !wanted);
      return this.isMoment.value && isOpen && !this.isBusy.value && notNowUntil <= this.clock.now();
    });
  }

  start(): void {
    this.unwatch = this.browserNotifications.onPermission(() => this.look());
  }

  stop(): void {
    this.unwatch();
  }

  /** The user wrote a message. */
  moment(): void {
    this.isMoment.value = true;
  }

  notNow(): void {
    this.keep({ notNowUntil: this.clock.now() + NOT_NOW_MS });
  }

  setSound(sound: boolean): void {
    this.keep({ sound });
  }

  /** Applies changes from another tab or from the browser's own settings. */
  look(): void {
    this.kept.value = this.recall();
    this.permission.value = this.browserNotifications.permission();
  }

  /** Call it on a press by the user, or the browser does not ask for permission. */
  async turnOn(): Promise<void> {
    await this.busily(async () => {
      this.permission.value = await this.browserNotifications.askPermission();
      if (this.permission.value !== "granted") return;
      this.keep({ wanted: true });
      await this.register().catch(ignoreReported);
    });
  }

  async turnOff(): Promise<void> {
    await this.busily(async () => {
      const { registration } = this.kept.peek();
      this.problem.value = null;
      this.keep({ wanted: false, address: null, registration: null, confirmedAt: 0 });
      await this.browserNotifications.unsubscribe().catch(() => undefined);
      if (registration) await this.calls.withdrawRegistration(registration).catch(ignoreRefusal);
    });
  }

  /** Sends the address to the server once a day, and whenever it changed. Rejects if a retry may
   * help. */
  async confirm(): Promise<void> {
    const { wanted, address, confirmedAt } = this.kept.peek();
    if (!wanted || this.browserNotifications.permission() !== "granted") return;
    const subscription = await this.browserNotifications.address().catch(() => null);
    const isFresh = this.clock.now() - confirmedAt < DAY_MS && (subscription?.address ?? null) === address;
    if (!isFresh) await this.register().catch(unlessRefusedForGood);
  }

  /** Stops notifications here after signing out. The server has already ended the device's registration. */
  async forget(): Promise<void> {
    this.memory.set(this.name, null);
    this.kept.value = NOTHING;
    await this.hush();
    await this.browserNotifications.unsubscribe().catch(() => undefined);
  }

  /** Closes all notifications on display. */
  async hush(): Promise<void> {
    this.browserNotifications.setBadge(0);
    for (const notification of await this.browserNotifications.shown()) notification.close();
  }

  private async register(): Promise<void> {
    this.problem.value = null;
    try {
      const { public_key } = await this.calls.pushKey();
      const subscription = await this.browserNotifications.subscribe(public_key).catch(() => null);
      if (!subscription) {
        this.keep({ address: null, registration: null, confirmedAt: this.clock.now() });
        return;
      }
      const before = this.kept.peek().address;
      const replaces = before && before !== subscription.address ? { replaces: before } : {};
      const registration = await this.calls.register({ channel: "webpush", ...subscription, ...replaces });
      this.keep({
        address: subscription.address,
        registration: registration.id,
        confirmedAt: this.clock.now(),
      });
      await this.switchOn(registration);
    } catch (error) {
      if (isReported(error)) this.problem.value = (error as Error).message;
      throw error;
    }
  }

  /** Enables a registration that the user may have switched off from another device. */
  private async switchOn({ id, is_enabled }: Registration): Promise<void> {
    if (!is_enabled && this.isBusy.peek()) await this.calls.switchRegistration(id, true);
  }

  private async busily(task: () => Promise<void>): Promise<void> {
    this.isBusy.value = true;
    try {
      await task();
    } finally {
      this.isBusy.value = false;
    }
  }

  private keep(changes: Partial<Kept>): void {
    this.kept.value = { ...this.kept.peek(), ...changes };
    this.memory.set(this.name, JSON.stringify(this.kept.peek()));
    this.tabs.post("notifying", null);
  }

  private recall(): Kept {
    try {
      return { ...NOTHING, ...(JSON.parse(this.memory.get(this.name) ?? "{}") as Partial<Kept>) };
    } catch {
      return NOTHING;
    }
  }
}

function isReported(error: unknown): boolean {
  return isPassing(error) || error instanceof Refused;
}

function ignoreReported(error: unknown): void {
  if (!isReported(error)) throw error;
}

function unlessRefusedForGood(error: unknown): void {
  if (isPassing(error) || !(error instanceof Refused)) throw error;
}

/** Ignores a refusal: the registration no longer exists. */
function ignoreRefusal(error: unknown): void {
  if (!(error instanceof Refused)) throw error;
}
