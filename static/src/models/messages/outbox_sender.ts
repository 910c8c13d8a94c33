import { effect, untracked } from "@preact/signals-core";
import {
  isSignedOut,
  isUnaccepted,
  Refused,
  retryAfter,
  sentence,
  Unreachable,
} from "../../connection/errors";
import type { Link } from "../../connection/link";
import type { Clock, Lock } from "../../connection/world";
import type { ConversationId, Moved } from "../../protocol/wire";
import type { Outbox } from "./outbox";
import { isReady, type Task } from "./task";

const AGAIN_MS = 1_000;
/** Failures after which a task is suspected, although the connection works. */
const SUSPECTED_AFTER = 2;
const LOOK_MS = 5_000;
const STALLED_LOOKS = 3;
const LONGEST_PREPARATION_MS = 60_000;
const AT_FAULT = "The server could not process it.";

/**
 * Sends the outbox to the server, in one tab at a time: each conversation's tasks strictly in order,
 * one in flight, with the same client_id until it is acknowledged or refused.
 */
export class OutboxSender {
  private readonly busy = new Set<ConversationId>();
  private readonly stopped = new AbortController();
  private readonly suspects = new Map<string, Suspicion>();
  /** Since when each message has waited for the ids of its files. */
  private readonly unready = new Map<string, number>();
  private standing: { id: string | null; looks: number } = { id: null, looks: 0 };
  private isWatching = false;
  private begun = false;
  private leads = false;

  constructor(
    private readonly outbox: Outbox,
    private readonly link: Link,
    private readonly clock: Clock,
    /** Whether the server answers a request that is unrelated to any task. */
    private readonly isServerWell: () => Promise<boolean>,
    /** Called when the server will not accept a waiting task. */
    private readonly onRefused: (task: Task, reason: string, error: unknown) => void | Promise<void>,
    /** Called when the user has to accept new terms: what waits is kept, and sent after that. */
    private readonly onUnaccepted: () => void,
  ) {}

  async start(lock: Lock, name: string): Promise<void> {
    const { signal } = this.stopped;
    const unwatch = effect(() => {
      if (this.outbox.tasks.value.some(isWaiting)) untracked(() => this.watch());
    });
    signal.addEventListener("abort", unwatch);
    try {
      await lock(name, signal, () => this.lead());
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  stop(): void {
    this.stopped.abort();
  }

  /** Call when there is new work or the connection is back. */
  look(): void {
    if (!this.leads || this.link.phase !== "online") return;
    for (const task of this.outbox.tasks.peek()) {
      if (isWaiting(task)) void this.carry(task.input.conversation);
    }
  }

  /** Makes this tab the sender until it closes. The previous sender's tasks are on disk. */
  private async lead(): Promise<void> {
    if (this.begun || this.stopped.signal.aborted) return;
    this.begun = true;
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

  /** Checks regularly while something waits: the tab that has the lock may be frozen or offline. */
  private watch(): void {
    if (this.isWatching) return;
    this.isWatching = true;
    this.clock.after(LOOK_MS, () => {
      this.isWatching = false;
      if (this.stopped.signal.aborted) return;
      if (this.isStalled()) void this.lead();
      this.look();
      if (this.outbox.tasks.peek().some(isWaiting)) this.watch();
    });
  }

  /** Whether the same task was first in line several times in a row, although the connection works. */
  private isStalled(): boolean {
    const isOnline = !this.begun && this.link.phase === "online";
    const first = this.outbox.tasks.peek().find((task) => isWaiting(task) && isReady(task));
    const id = isOnline ? (first?.id ?? null) : null;
    this.standing = { id, looks: id !== null && id === this.standing.id ? this.standing.looks + 1 : 0 };
    return this.standing.looks >= STALLED_LOOKS;
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

  /** The first waiting task. One that waits for file ids blocks the others for at most a minute. */
  private next(id: ConversationId): Task | undefined {
    for (const task of this.outbox.of(id).filter(isWaiting)) {
      if (isReady(task)) return task;
      const since = this.unready.get(task.id) ?? this.clock.now();
      this.unready.set(task.id, since);
      if (this.clock.now() - since < LONGEST_PREPARATION_MS) return undefined;
    }
    return undefined;
  }

  /** Sends a task. Resolves to false if it must wait for the connection or the user. */
  private async deliver(task: Task): Promise<boolean> {
    try {
      const { rev } = (await this.link.ask(task.command, task.input)) as Moved;
      this.suspects.delete(task.id);
      this.outbox.acknowledge(task.id, rev);
      return true;
    } catch (error) {
      if (isSignedOut(error)) return false;
      if (isUnaccepted(error)) {
        this.onUnaccepted();
        return false;
      }
      const reason = await this.refusal(task, error);
      if (reason === null) return this.waitFor(error);
      this.suspects.delete(task.id);
      await this.onRefused(task, reason, error);
      return true;
    }
  }

  /** The reason why the server will never accept the task; null: retry. */
  private async refusal(task: Task, error: unknown): Promise<string | null> {
    if (error instanceof Refused) {
      if (error.code === "rate_limited") return null;
      if (error.code !== "unavailable") return sentence(error.error);
    } else if (!(error instanceof Unreachable)) {
      console.error("A task cannot be sent:", error);
      return AT_FAULT;
    }
    return (await this.isAtFault(task, error)) ? AT_FAULT : null;
  }

  /** Whether the task failed repeatedly, and again after the server answered another request. */
  private async isAtFault({ id }: Task, error: unknown): Promise<boolean> {
    const isNetwork = error instanceof Unreachable && !error.isFault && this.link.phase !== "online";
    if (isNetwork) return false;
    const { failures, isServerWell } = this.suspects.get(id) ?? { failures: 0, isServerWell: false };
    if (isServerWell) return true;
    const isSuspected = failures + 1 >= SUSPECTED_AFTER;
    this.suspects.set(id, {
      failures: failures + 1,
      isServerWell: isSuspected && (await this.isServerWell()),
    });
    return false;
  }

  private async waitFor(error: unknown): Promise<boolean> {
    if (error instanceof Unreachable && this.link.phase !== "online") return false;
    await new Promise<void>((resolve) => this.clock.after(retryAfter(error, AGAIN_MS), resolve));
    return true;
  }
}

function isWaiting({ state }: Task): boolean {
  return state === "waiting";
}

interface Suspicion {
  failures: number;
  isServerWell: boolean;
}
