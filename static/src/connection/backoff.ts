const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/** Waits between attempts: 0.5 s doubling to 30 s, with full jitter. */
export class Backoff {
  private attempts = 0;

  constructor(private readonly random: () => number) {}

  next(): number {
    const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** this.attempts);
    this.attempts += 1;
    return this.random() * ceiling;
  }

  reset(): void {
    this.attempts = 0;
  }
}
