import { type ReadonlySignal, signal } from "@preact/signals-core";
import { isPassing, Refused } from "../../connection/errors";
import type { TimelineState } from "../api";

type What = TimelineState["loading"];
/** `isCurrent` returns false once a later load has replaced this one. */
type Work = (isCurrent: () => boolean) => Promise<void>;

/** Runs one load at a time. A later "first" (a jump) discards the result of an earlier load. */
export class Loading {
  private readonly current = signal<{ loading: What; error: string | null }>({ loading: "no", error: null });
  private task: { what: What; work: Work } | null = null;

  get state(): ReadonlySignal<{ loading: What; error: string | null }> {
    return this.current;
  }

  async run(what: What, work: Work): Promise<void> {
    if (what !== "first" && this.current.peek().loading !== "no") return;
    const task = { what, work };
    this.task = task;
    this.current.value = { loading: what, error: null };
    try {
      await work(() => this.task === task);
      if (this.task === task) this.current.value = { loading: "no", error: null };
    } catch (error) {
      if (!isPassing(error) && !(error instanceof Refused)) throw error;
      if (this.task === task) this.current.value = { loading: "no", error: (error as Error).message };
    }
  }

  async retry(): Promise<void> {
    if (this.task && this.current.peek().error) await this.run(this.task.what, this.task.work);
  }

  stop(): void {
    this.task = null;
  }
}
