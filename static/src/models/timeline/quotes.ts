import { signal } from "@preact/signals-core";
import { isPassing } from "../../connection/errors";
import type { Message } from "../../protocol/wire";
import type { Log } from "../sync/log";
import type { History } from "./history";

/** The messages that replies refer to, anywhere in the log. */
export class Quotes {
  private readonly asked = new Set<number>();
  private readonly absent = signal<ReadonlySet<number>>(new Set());

  constructor(
    private readonly log: Log,
    private readonly history: History,
  ) {}

  /** (reactive) undefined while it is being fetched, null if the user cannot read it. */
  get(seq: number): Message | null | undefined {
    this.log.version.value;
    const message = this.log.get(seq);
    if (message || this.absent.value.has(seq)) return message ?? null;
    if (!this.asked.has(seq)) void this.ask(seq);
    return undefined;
  }

  private async ask(seq: number): Promise<void> {
    this.asked.add(seq);
    try {
      if (!(await this.history.one(seq))) this.absent.value = new Set([...this.absent.peek(), seq]);
    } catch (error) {
      // Fetched again when it is next shown.
      if (!isPassing(error)) throw error;
    } finally {
      this.asked.delete(seq);
    }
  }
}
