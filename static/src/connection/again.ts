import { Backoff } from "./backoff";
import { isPassing, isSignedOut, retryAfter } from "./errors";
import type { World } from "./world";

const FIRST_MS = 2_000;
/** Refusals in a row that will not pass by themselves, until the person is told. */
const TOLD_AFTER = 3;

/** Work that is tried again, ever more rarely, until it succeeds. One try at a time waits for its turn. */
export class Again {
  private readonly backoff: Backoff;
  private refusals = 0;
  private cancel: (() => void) | null = null;

  constructor(
    private readonly work: () => Promise<void>,
    private readonly world: Pick<World, "clock" | "random">,
    /** False: whatever brings the line back runs the work too. */
    private readonly isOnline: () => boolean = () => true,
    /** It keeps being refused: trying on may not help. */
    private readonly onStuck: () => void = () => {},
  ) {
    this.backoff = new Backoff(world.random);
  }

  /** Resolves after one try, however it ended. */
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
    console.error("This is tried again:", error);
    this.refusals += 1;
    if (this.refusals === TOLD_AFTER) this.onStuck();
  }
}
