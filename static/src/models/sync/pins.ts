import { type ReadonlySignal, signal } from "@preact/signals-core";
import type { Message } from "../../protocol/wire";

/** The pinned messages of one conversation that are in memory: all of them, once they were loaded. */
export class Pins {
  private readonly bySeq = signal<ReadonlyMap<number, Message>>(new Map());
  isLoaded = false;

  get all(): ReadonlySignal<ReadonlyMap<number, Message>> {
    return this.bySeq;
  }

  /** Takes the newest states of messages. */
  take(messages: readonly Message[]): void {
    const held = this.bySeq.peek();
    const changed = messages.filter(({ seq, pinned_at }) => pinned_at || held.has(seq));
    if (!changed.length) return;
    const next = new Map(held);
    for (const message of changed) {
      if (message.pinned_at) next.set(message.seq, message);
      else next.delete(message.seq);
    }
    this.bySeq.value = next;
  }

  /** Drops the pins of messages before `first`. */
  forget(first: number): void {
    this.bySeq.value = new Map([...this.bySeq.peek()].filter(([seq]) => seq >= first));
  }

  clear(): void {
    this.bySeq.value = new Map();
    this.isLoaded = false;
  }
}
