import { Backoff } from "./backoff";
import { isPassing, isSignedOut, retryAfter } from "./errors";
import type { World } from "./world";

const FIRST_MS = 2_000;
/** Permanent refusals in a row before the user is notified. */
const STUCK_AFTER = 3;

/** Retries work with growing pauses until it succeeds, one attempt at a time. */
export class Again {
  private readonly backoff: Backoff;
  private refusals = 0;
  private cancel: (() => void) | null = null;

  constructor(
    private readonly work: () => Promise<void>,
    private readonly world: Pick<World, "clock" | "random">,
    /** False while offline: reconnecting runs the work anyway. */
    private readonly isOnline: () => boolean = () => true,
    /** Called when the work is refused repeatedly, so that retrying may not help. */
    private readonly onStuck: () => void = () => {},
  ) {
    this.backoff = new Backoff(world.random);
  }

  /** Resolves after one attempt, whatever its result. */
  async run(): Promise<void> {
    this.stop();
    try {
      await this.work();
      this.backoff.reset();
      this.refusals = 0;
    } catch (error) {
      if (isSignedOut(error)) return;
      if (!isPassing(error)) this.note(error);
      if (!this.isOnline()) return;
      const wait = Math.max(retryAfter(error, FIRST_MS), this.backoff.next());
      this.stop();
      this.cancel = this.world.clock.after(wait, () => void this.run());
    }
  }

  stop(): void {
    this.cancel?.();
    this.cancel = null;
  }

  private note(error: unknown): void {
    console.error("Will retry:", error);
    this.refusals += 1;
    if (this.refusals === STUCK_AFTER) this.onStuck();
  }
}
