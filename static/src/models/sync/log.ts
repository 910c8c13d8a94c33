import { signal } from "@preact/signals-core";
import { type Range, Ranges } from "../../helpers/ranges";
import type { Happening, Message } from "../../protocol/wire";

/** The messages of one conversation in memory, and the ranges of seqs that are complete. */
export class Log {
  /** Changes with every change of the log. Reading it subscribes to the whole log. */
  readonly version = signal(0);
  /** Changes when everything was dropped. A timeline that shows a part then loads it again. */
  readonly generation = signal(0);
  private readonly bySeq = new Map<number, Message>();
  private readonly byRev = new Map<number, Happening>();
  private readonly complete = new Ranges();
  /** Whether the start was loaded, including happenings before the first message. */
  hasStart = false;

  get size(): number {
    return this.bySeq.size;
  }

  get(seq: number): Message | undefined {
    return this.bySeq.get(seq);
  }

  /** Adds messages in any order, and keeps the newer state of each. */
  add(messages: readonly Message[]): void {
    let changed = false;
    for (const message of messages) {
      const known = this.bySeq.get(message.seq);
      if (known && known.rev >= message.rev) continue;
      this.bySeq.set(message.seq, message);
      changed = true;
    }
    if (changed) this.touch();
  }

  addHappenings(happenings: readonly Happening[]): void {
    const fresh = happenings.filter(({ rev }) => !this.byRev.has(rev));
    for (const happening of fresh) this.byRev.set(happening.rev, happening);
    if (fresh.length) this.touch();
  }

  /** The happenings after these messages, in order. */
  happenings(from: number, to: number): Happening[] {
    return [...this.byRev.values()]
      .filter(({ seq }) => from <= seq && seq <= to)
      .sort((a, b) => a.seq - b.seq || a.rev - b.rev);
  }

  /** Marks from … to as complete. */
  know(from: number, to: number): void {
    if (this.complete.covers(from, to)) return;
    this.complete.add(from, to);
    this.touch();
  }

  knows(seq: number): Range | null {
    return this.complete.around(seq);
  }

  slice(from: number, to: number): Message[] {
    const messages: Message[] = [];
    for (let seq = from; seq <= to; seq++) {
      const message = this.bySeq.get(seq);
      if (message) messages.push(message);
    }
    return messages;
  }

  newestBy(sender: string, accept: (message: Message) => boolean): Message | null {
    let newest: Message | null = null;
    for (const message of this.bySeq.values()) {
      if (message.sender === sender && message.seq > (newest?.seq ?? 0) && accept(message)) newest = message;
    }
    return newest;
  }

  /** Drops everything outside from … to. */
  clip(from: number, to: number): void {
    this.complete.clip(from, to);
    for (const seq of this.bySeq.keys()) {
      if (seq < from || seq > to) this.bySeq.delete(seq);
    }
    for (const { rev, seq } of this.byRev.values()) {
      if (seq < from || seq > to) this.byRev.delete(rev);
    }
    this.hasStart = false;
    this.touch();
  }

  /** Drops the messages before `first`, and what happened before the last of them. */
  forget(first: number): void {
    this.complete.clip(first, Number.MAX_SAFE_INTEGER);
    for (const seq of this.bySeq.keys()) {
      if (seq < first) this.bySeq.delete(seq);
    }
    for (const { rev, seq } of this.byRev.values()) {
      if (seq < first - 1) this.byRev.delete(rev);
    }
    if (this.bySeq.size) this.touch();
    else this.clear();
  }

  clear(): void {
    this.bySeq.clear();
    this.byRev.clear();
    this.hasStart = false;
    this.complete.clear();
    this.generation.value = this.generation.peek() + 1;
    this.touch();
  }

  private touch(): void {
    this.version.value = this.version.peek() + 1;
  }
}
