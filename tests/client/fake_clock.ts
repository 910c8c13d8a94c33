import type { Clock } from "../../static/src/connection/world";

/** A clock that advances only when the test calls `pass`. */
export class FakeClock implements Clock {
  private time = Date.parse("2026-11-24T09:00:00Z");
  private timers: { at: number; task: () => void }[] = [];

  now = (): number => this.time;

  after(ms: number, task: () => void): () => void {
    const timer = { at: this.time + ms, task };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  }

  /** Advances the time, and runs the timers that become due and their consequences. */
  async pass(ms: number): Promise<void> {
    const end = this.time + ms;
    for (;;) {
      await settled();
      const next = this.timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.timers = this.timers.filter((timer) => timer !== next);
      this.time = Math.max(this.time, next.at);
      next.task();
    }
    this.time = end;
    await settled();
  }
}

/** Waits until all work that needs no time is done (IndexedDB needs a few turns). */
export async function settled(turns = 30): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
}
