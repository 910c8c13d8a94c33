import { isPassing, Refused } from "../../connection/errors";
import type { Link } from "../../connection/link";
import type { Attention, Clock } from "../../connection/world";

const IDLE_MS = 2 * 60_000;
const SETTLED_MS = 1_000;

/** Reports to the server whether the user is at this page, so that notifications of other devices can wait. */
export class Activity {
  /** The server's view. It assumes activity for a new connection. */
  private reported = true;
  private inputAt: number;
  private cancelLook: (() => void) | null = null;
  private cancelIdle: (() => void) | null = null;
  private endings: (() => void)[] = [];

  constructor(
    private readonly attention: Attention,
    private readonly link: Link,
    private readonly clock: Clock,
  ) {
    this.inputAt = clock.now();
  }

  start(): void {
    this.endings = [
      this.attention.onChange(() => this.lookSoon()),
      this.attention.onInput(() => this.input()),
    ];
    this.awaitIdle();
  }

  stop(): void {
    this.cancelLook?.();
    this.cancelIdle?.();
    for (const end of this.endings.splice(0)) end();
  }

  /** After every welcome. */
  begin(): void {
    this.reported = true;
    this.look();
  }

  get isActive(): boolean {
    return this.attention.visible() && this.clock.now() - this.inputAt < IDLE_MS;
  }

  private input(): void {
    this.inputAt = this.clock.now();
    if (!this.reported) this.lookSoon();
    if (!this.cancelIdle) this.awaitIdle();
  }

  /** Waits a moment, because a short look at another window is not a change. */
  private lookSoon(): void {
    this.cancelLook ??= this.clock.after(SETTLED_MS, () => {
      this.cancelLook = null;
      this.look();
    });
  }

  private look(): void {
    if (this.isActive === this.reported || this.link.phase !== "online" || this.link.isLimited) return;
    const active = this.isActive;
    this.reported = active;
    this.link.ask("activity", { active }).catch((error: unknown) => {
      if (error instanceof Refused && !isPassing(error)) return;
      if (!isPassing(error)) throw error;
      this.reported = !active;
      this.lookSoon();
    });
  }

  /** Runs one timer, however frequent the input is. */
  private awaitIdle(): void {
    const left = this.inputAt + IDLE_MS - this.clock.now();
    this.cancelIdle = null;
    if (left <= 0) this.look();
    else this.cancelIdle = this.clock.after(left, () => this.awaitIdle());
  }
}
