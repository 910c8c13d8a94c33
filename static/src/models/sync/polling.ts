import { Backoff } from "../../connection/backoff";
import { isPassing, isSignedOut, retryAfter, Unreachable } from "../../connection/errors";
import type { World } from "../../connection/world";

const LONGEST_WAIT_S = 25;
/** The minimum time between the starts of two polls. */
const REST_MS = 1_000;
/** Permanent refusals in a row before the user is notified. */
const STUCK_AFTER = 3;

/** Polls for changes if no socket can be opened. The server responds once there are any. */
export class Polling {
  private stopped: AbortController | null = null;
  /** The longest wait that the network permits, in seconds. */
  private longest = LONGEST_WAIT_S;

  constructor(
    /** Polls once, for up to `wait` seconds. Resolves once the response has been applied. */
    private readonly ask: (wait: number, signal: AbortSignal) => Promise<void>,
    private readonly world: Pick<World, "clock" | "random">,
    /** Called when REST does not reach the server either. */
    private readonly onLost: () => void,
    /** Called when the server keeps refusing to sync. */
    private readonly onStuck: () => void,
  ) {}

  start(): void {
    if (this.stopped) return;
    this.stopped = new AbortController();
    void this.go(this.stopped.signal);
  }

  stop(): void {
    this.stopped?.abort();
    this.stopped = null;
  }

  private async go(signal: AbortSignal): Promise<void> {
    const backoff = new Backoff(this.world.random);
    let wait = 0;
    let refusals = 0;
    while (!signal.aborted) {
      const next = this.world.clock.now() + REST_MS;
      try {
        await this.ask(wait, signal);
        wait = this.longest;
        refusals = 0;
        backoff.reset();
      } catch (error) {
        if (signal.aborted || isSignedOut(error)) return;
        if (error instanceof Unreachable && wait === 0) return this.lose();
        // A proxy may cut off a long wait: poll without waiting, then wait for a shorter time.
        if (wait > 0) this.longest = Math.max(1, Math.floor(this.longest / 2));
        wait = 0;
        if (!isPassing(error)) {
          console.error("Will retry:", error);
          if (++refusals === STUCK_AFTER) this.onStuck();
        }
        await this.pause(retryAfter(error, isPassing(error) ? 0 : backoff.next()));
      }
      await this.pause(next - this.world.clock.now());
    }
  }

  private lose(): void {
    this.stop();
    this.onLost();
  }

  private pause(ms: number): Promise<void> {
    if (ms <= 0) return Promise.resolve();
    return new Promise((resolve) => this.world.clock.after(ms, resolve));
  }
}
