import { type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import type { Clock } from "../../connection/world";
import { lazily } from "../../helpers/lazily";
import type { ConversationId } from "../../protocol/wire";
import type { Draft, Drafts } from "../api";
import type { SafeDisk } from "../browser/safe_disk";
import type { Tabs } from "../browser/tabs";

const REST_MS = 300;
const EMPTY: Draft = { text: "", reply_to: null, editing: null };

/** The drafts by conversation: stored on disk and synchronized between tabs. */
export class KeptDrafts implements Drafts {
  private readonly byId = new Map<ConversationId, Signal<Draft>>();
  private readonly unwritten = new Set<ConversationId>();
  private cancel: (() => void) | null = null;

  constructor(
    private readonly tabs: Tabs,
    private readonly clock: Clock,
    private readonly disk: () => SafeDisk | null,
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
      const current = this.signalOf(id);
      if (isEmpty(current.peek())) current.value = draft;
    }
    await this.write();
  }

  set(id: ConversationId, draft: Draft): void {
    const current = this.signalOf(id);
    if (same(current.peek(), draft)) return;
    current.value = draft;
    this.tabs.post("draft", { conversation: id, draft });
    this.unwritten.add(id);
    if (this.cancel) return;
    // Write the first keystroke at once and later ones after a pause: a page that closes has no time to write.
    void this.write();
    this.cancel = this.clock.after(REST_MS, () => void this.write());
  }

  /** Starts editing a message. The draft remains below the edit. */
  beginEdit(id: ConversationId, seq: number, text: string): void {
    const { editing, under, ...draft } = this.of(id).peek();
    this.set(id, { text, reply_to: null, editing: seq, under: editing === null ? draft : under });
  }

  /** Restores the draft from before the edit. */
  endEdit(id: ConversationId): void {
    const { editing, under } = this.of(id).peek();
    if (editing !== null) this.set(id, { ...(under ?? EMPTY), editing: null });
  }

  /** Inserts text of an unsent message before the draft. */
  putBefore(id: ConversationId, text: string, reply_to: number | null = null): void {
    this.endEdit(id);
    const draft = this.of(id).peek();
    const both = [text, draft.text].filter((each) => each.trim()).join("\n");
    this.set(id, { text: both, reply_to: reply_to ?? draft.reply_to, editing: null });
  }

  /** Writes pending drafts, because the page may close. */
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

  /** Writes all drafts to a disk that may have lost them. */
  async save(): Promise<void> {
    for (const id of this.byId.keys()) this.unwritten.add(id);
    await this.write();
  }

  /** The conversations with a draft. */
  written(): ConversationId[] {
    return [...this.byId].filter(([, draft]) => hasText(draft.peek())).map(([id]) => id);
  }

  clear(): void {
    this.cancel?.();
    this.cancel = null;
    this.unwritten.clear();
    for (const draft of this.byId.values()) draft.value = EMPTY;
  }

  private signalOf(id: ConversationId): Signal<Draft> {
    return lazily(this.byId, id, () => signal(EMPTY));
  }
}

/** The text of the draft, not of a message that is being edited. */
export function writtenIn({ text, editing, under }: Draft): string {
  return editing === null ? text : (under?.text ?? "");
}

export function hasText({ text, under }: Draft): boolean {
  return Boolean(text.trim() || under?.text.trim());
}

function isEmpty(draft: Draft): boolean {
  return !draft.text.trim() && draft.reply_to === null && draft.editing === null;
}

function same(a: Draft, b: Draft): boolean {
  const isAlike = a.text === b.text && a.reply_to === b.reply_to && a.editing === b.editing;
  return isAlike && a.under?.text === b.under?.text && a.under?.reply_to === b.under?.reply_to;
}
