import { type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import type { Clock } from "../connection/world";
import { lazily } from "../helpers/lazily";
import type { ConversationId } from "../protocol/wire";
import type { Draft } from "./api";
import type { Disk } from "./disk";
import type { Tabs } from "./tabs";

const REST_MS = 300;
const EMPTY: Draft = { text: "", reply_to: null, editing: null };

/** What is being written, by conversation: kept on disk, in step between tabs. */
export class Drafts {
  private readonly byId = new Map<ConversationId, Signal<Draft>>();
  private readonly unwritten = new Set<ConversationId>();
  private cancel: (() => void) | null = null;

  constructor(
    private readonly tabs: Tabs,
    private readonly clock: Clock,
    private readonly disk: () => Disk | null,
  ) {
    tabs.on("draft", ({ conversation, draft }) => {
      this.signalOf(conversation).value = draft;
    });
  }

  of(id: ConversationId): ReadonlySignal<Draft> {
    return this.signalOf(id);
  }

  async load(): Promise<void> {
    for (const [id, draft] of (await this.disk()?.drafts()) ?? []) {
      const held = this.signalOf(id);
      if (isEmpty(held.peek())) held.value = draft;
    }
    await this.write();
  }

  set(id: ConversationId, draft: Draft): void {
    const held = this.signalOf(id);
    if (same(held.peek(), draft)) return;
    held.value = draft;
    this.tabs.tell("draft", { conversation: id, draft });
    this.unwritten.add(id);
    if (this.cancel) return;
    // The first stroke is written at once, what follows after a rest: a page that ends has no time to write.
    void this.write();
    this.cancel = this.clock.after(REST_MS, () => void this.write());
  }

  /** Writes what still waits: the page may end. */
  async write(): Promise<void> {
    this.cancel?.();
    this.cancel = null;
    const disk = this.disk();
    if (!disk) return;
    const ids = [...this.unwritten];
    this.unwritten.clear();
    const kept = (id: ConversationId): Draft | null =>
      isEmpty(this.of(id).peek()) ? null : this.of(id).peek();
    await Promise.all(ids.map((id) => disk.putDraft(id, kept(id))));
  }

  clear(): void {
    this.cancel?.();
    this.cancel = null;
    this.unwritten.clear();
    for (const held of this.byId.values()) held.value = EMPTY;
  }

  private signalOf(id: ConversationId): Signal<Draft> {
    return lazily(this.byId, id, () => signal(EMPTY));
  }
}

function isEmpty(draft: Draft): boolean {
  return !draft.text.trim() && draft.reply_to === null && draft.editing === null;
}

function same(a: Draft, b: Draft): boolean {
  return a.text === b.text && a.reply_to === b.reply_to && a.editing === b.editing;
}
