import { type ReadonlySignal, signal } from "@preact/signals-core";
import type { Phase } from "./link";
import type { Clock } from "./world";

const CALM_MS = 800;

/** The status line about the connection. `visible` becomes true only after a short delay. */
export interface ConnectionLine {
  phase: "connecting" | "online" | "limited" | "offline" | "signed-out";
  visible: boolean;
  /** When the next attempt is due (ms since the epoch), while waiting. */
  retryAt: number | null;
}

/** Derives the status line from the state of the connection. Shows nothing for the first moments of a failure. */
export class Line {
  private readonly line = signal<ConnectionLine>({ phase: "connecting", visible: false, retryAt: null });
  private cancel: (() => void) | null = null;

  constructor(private readonly clock: Clock) {}

  get state(): ReadonlySignal<ConnectionLine> {
    return this.line;
  }

  become(phase: Phase | "limited", retryAt: number | null): void {
    if (phase === "online" || phase === "stopped") {
      this.cancel?.();
      this.cancel = null;
      this.line.value = { phase: "online", visible: false, retryAt: null };
      return;
    }
    if (phase === "limited") {
      this.cancel?.();
      this.cancel = null;
      this.line.value = { phase, visible: true, retryAt: null };
      return;
    }
    const { visible } = this.line.peek();
    if (phase === "signed-out") this.line.value = { phase, visible: true, retryAt: null };
    else this.line.value = { phase: phase === "waiting" ? "offline" : "connecting", visible, retryAt };
    this.cancel ??= this.clock.after(CALM_MS, () => {
      this.line.value = { ...this.line.peek(), visible: true };
    });
  }
}
