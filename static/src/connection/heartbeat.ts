import type { Clock } from "./world";

const PROBE_MS = 4_000;

/** Pings while the socket is open, and reports it as dead if nothing arrives for two intervals. */
export class Heartbeat {
  private receivedAt = 0;
  private cancelBeat: (() => void) | null = null;
  private cancelProbe: (() => void) | null = null;

  constructor(
    private readonly clock: Clock,
    private readonly ping: () => void,
    private readonly onSilence: () => void,
  ) {}

  start(everyMs: number): void {
    this.stop();
    this.receivedAt = this.clock.now();
    const beat = (): void => {
      this.cancelBeat = this.clock.after(everyMs, beat);
      if (this.clock.now() - this.receivedAt >= 2 * everyMs) this.onSilence();
      else this.ping();
    };
    this.cancelBeat = this.clock.after(everyMs, beat);
  }

  received(): void {
    this.receivedAt = this.clock.now();
    this.cancelProbe?.();
    this.cancelProbe = null;
  }

  /** Checks soon whether the connection is dead, after a hint of that (woken from sleep, network changed). */
  probe(): void {
    if (!this.cancelBeat || this.cancelProbe) return;
    this.ping();
    this.cancelProbe = this.clock.after(PROBE_MS, () => this.onSilence());
  }

  stop(): void {
    this.cancelBeat?.();
    this.cancelProbe?.();
    this.cancelBeat = this.cancelProbe = null;
  }
}
