import { effect, untracked } from "@preact/signals-core";
import { isPassing, isSignedOut, Refused, retryAfter, sentence, Unreachable } from "../connection/errors";
import type { Link } from "../connection/link";
import type { Clock, Lock } from "../connection/world";
import type { ConversationId, Moved } from "../protocol/wire";
import { isReady, isSend, type Outbox, type Task } from "./outbox";

const AGAIN_MS = 1_000;

/**
 * Carries the outbox to the server, in one tab at a time: each conversation's tasks strictly in order,
 * one on the way, the same client_id until it is acknowledged or refused.
 */
export class Postman {
  private readonly busy = new Set<ConversationId>();
  private readonly stopped = new AbortController();
  private leads = false;

  constructor(
    private readonly outbox: Outbox,
    private readonly link: Link,
    private readonly clock: Clock,
    private readonly onRefused: (task: Task, reason: string) => void,
  ) {}

  async start(lock: Lock, name: string): Promise<void> {
    const { signal } = this.stopped;
    try {
      await lock(name, signal, () => this.lead());
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  stop(): void {
    this.stopped.abort();
  }

  /** Something may be possible now: there is work, or the line is back. */
  look(): void {
    if (!this.leads || this.link.phase !== "online") return;
    for (const task of this.outbox.tasks.peek()) {
      if (task.state === "waiting") void this.carry(task.input.conversation);
    }
  }

  /** From here on this tab sends, until it ends. What the last leader left is on disk. */
  private async lead(): Promise<void> {
    await this.outbox.load();
    this.leads = true;
    const unwatch = effect(() => {
      this.outbox.tasks.value;
      untracked(() => this.look());
    });
    await new Promise<void>((resolve) => this.stopped.signal.addEventListener("abort", () => resolve()));
    unwatch();
    this.leads = false;
  }

  private async carry(id: ConversationId): Promise<void> {
    if (this.busy.has(id)) return;
    this.busy.add(id);
    try {
      while (this.leads && this.link.phase === "online") {
        const task = this.next(id);
        if (!task) break;
        if (!(await this.deliver(task))) break;
      }
    } finally {
      this.busy.delete(id);
    }
  }

  private next(id: ConversationId): Task | undefined {
    const next = this.outbox.of(id).find((task) => task.state === "waiting");
    return next && isReady(next) ? next : undefined;
  }

  /** False: it cannot be told now, wait for the line. */
  private async deliver(task: Task): Promise<boolean> {
    try {
      const { rev } = (await this.link.ask(task.command, task.input)) as Moved;
      this.outbox.acknowledge(task.id, rev);
    } catch (error) {
      if (isSignedOut(error)) return false;
      if (isPassing(error)) return this.waitFor(error);
      if (!(error instanceof Refused)) throw error;
      this.refused(task, sentence(error.error));
    }
    return true;
  }

  private async waitFor(error: unknown): Promise<boolean> {
    if (error instanceof Unreachable && this.link.phase !== "online") return false;
    await new Promise<void>((resolve) => this.clock.after(retryAfter(error, AGAIN_MS), resolve));
    return true;
  }

  /** A message keeps its text for another try; an edit or reaction is taken back and said so. */
  private refused(task: Task, reason: string): void {
    if (isSend(task)) this.outbox.fail(task.id, reason);
    else this.outbox.drop(task.id);
    this.onRefused(task, reason);
  }
}
