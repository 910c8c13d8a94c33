import { type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import type { Clock } from "../../connection/world";
import { lazily } from "../../helpers/lazily";
import type { ConversationId, Mention } from "../../protocol/wire";
import type { Draft, Drafts, Written } from "../api";
import type { SafeDisk } from "../browser/safe_disk";
import type { Tabs } from "../browser/tabs";
import { moved } from "./draft_mentions";

const REST_MS = 300;
const EMPTY: Draft = { text: "", reply_to: null, editing: null };

/** The drafts by conversation: stored on disk and synchronized between tabs. */
export class KeptDrafts implements Drafts {
  private readonly byId = new Map<ConversationId, Signal<Draft>>();
  private readonly unwritten = new Set<ConversationId>();
  private cancel: (() => void) | null = null;
  private isLoaded = () => {};
  /** Resolves when the drafts of earlier pages are here. */
  readonly loaded = new Promise<void>((resolve) => {
    this.isLoaded = resolve;
  });
  /** Called when the user changes a draft in this tab. */
  onTyped: ((id: ConversationId) => void) | null = null;
  /** Called when the user changes a draft in another tab, which stores it. */
  onReceived: ((id: ConversationId) => void) | null = null;

  constructor(
    private readonly tabs: Tabs,
    private readonly clock: Clock,
    private readonly disk: () => SafeDisk | null,
  ) {
    tabs.on("draft", ({ conversation, draft }) => {
      const current = this.signalOf(conversation);
      const { sent } = current.peek();
      current.value = sent && !draft.sent ? { ...draft, sent } : draft;
      this.onReceived?.(conversation);
    });
    tabs.on("draft-sent", ({ conversation, sent }) => {
      const current = this.signalOf(conversation);
      current.value = { ...current.peek(), sent };
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
    this.isLoaded();
    await this.write();
  }

  set(id: ConversationId, draft: Draft): void {
    const { other, base, sent } = this.signalOf(id).peek();
    if (this.put(id, { other, base, sent, ...draft } as Draft, true)) this.onTyped?.(id);
  }

  /** Replaces a draft, also in the other tabs if they do not do the same. Returns false if it is the same. */
  put(id: ConversationId, draft: Draft, isShared = false): boolean {
    const current = this.signalOf(id);
    if (same(current.peek(), draft)) return false;
    current.value = draft;
    if (isShared) this.tabs.post("draft", { conversation: id, draft });
    this.unwritten.add(id);
    if (this.cancel) return true;
    // Write the first keystroke at once and later ones after a pause: a page that closes has no time to write.
    void this.write();
    this.cancel = this.clock.after(REST_MS, () => void this.write());
    return true;
  }

  /** Notes what goes to the server, in all tabs: each recognizes it when it arrives from there. */
  noteSent(id: ConversationId, sent: Written): void {
    this.put(id, { ...this.of(id).peek(), sent });
    this.tabs.post("draft-sent", { conversation: id, sent });
  }

  /** Starts editing a message. The draft remains below the edit. */
  beginEdit(id: ConversationId, seq: number, text: string, mentions?: readonly Mention[]): void {
    const { editing, under, text: written, reply_to, mentions: chosen } = this.of(id).peek();
    const draft =
      editing === null ? { text: written, reply_to, ...(chosen ? { mentions: chosen } : {}) } : under;
    this.set(id, { text, reply_to: null, editing: seq, ...(mentions ? { mentions } : {}), under: draft });
  }

  /** Restores the draft from before the edit. */
  endEdit(id: ConversationId): void {
    const { editing, under } = this.of(id).peek();
    if (editing !== null) this.set(id, { ...(under ?? EMPTY), editing: null });
  }

  /** Inserts text of an unsent message before the draft. */
  putBefore(
    id: ConversationId,
    text: string,
    reply_to: number | null = null,
    mentions: readonly Mention[] = [],
  ): void {
    this.endEdit(id);
    const draft = this.of(id).peek();
    const both = [text, draft.text].filter((each) => each.trim()).join("\n");
    const later = moved(draft.mentions ?? [], draft.text, both);
    const all = [...mentions, ...later];
    const reply = reply_to ?? draft.reply_to;
    this.set(id, { text: both, reply_to: reply, editing: null, ...(all.length ? { mentions: all } : {}) });
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

  ids(): Iterable<ConversationId> {
    return [...this.byId.keys()];
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

/** A draft that was sent is kept until the server has removed it. */
function isEmpty({ text, reply_to, editing, other, base }: Draft): boolean {
  const isWritten = text.trim() || reply_to !== null || editing !== null;
  return !(isWritten || other || base?.text || base?.reply_to);
}

const PARTS = ["mentions", "under", "other", "base", "sent"] as const;

function same(a: Draft, b: Draft): boolean {
  const isAlike = a.text === b.text && a.reply_to === b.reply_to && a.editing === b.editing;
  return isAlike && PARTS.every((part) => JSON.stringify(a[part]) === JSON.stringify(b[part]));
}
