import { effect } from "@preact/signals-core";
import { Again } from "../../connection/again";
import type { Calls } from "../../connection/calls";
import { isPassing, Refused, retryAfter } from "../../connection/errors";
import type { Link } from "../../connection/link";
import type { World } from "../../connection/world";
import { LIMITS } from "../../protocol/generated";
import type { ConversationId, StoredDraft } from "../../protocol/wire";
import type { Draft } from "../api";
import type { Mine } from "../sync/mine";
import type { Store } from "../sync/store";
import { alike, besides, inStored, merged, NOTHING, writtenOf } from "./draft_merge";
import type { KeptDrafts } from "./drafts";

/** A draft is stored once the user has paused for this long: nothing is sent while they type. */
const PAUSE_MS = 2_000;
/** One that was sent is removed sooner. */
const SENT_MS = 300;
/** The tab in which the user typed stores the draft. Another one does if it has not by then. */
const ELSEWHERE_MS = 6_000;

export interface DraftContext {
  readonly world: World;
  readonly calls: Calls;
  readonly link: Link;
  readonly store: Store;
  readonly account: Mine;
  readonly drafts: KeptDrafts;
}

/** Keeps the drafts of this device and the server's the same. Neither is lost when both were changed. */
export class DraftSync {
  /** The server's drafts, empty ones too. */
  private readonly stored = new Map<ConversationId, StoredDraft>();
  private readonly paused = new Map<ConversationId, () => void>();
  /** The paused ones that are typed in another tab. */
  private readonly received = new Set<ConversationId>();
  private readonly saving = new Set<ConversationId>();
  private readonly again: Again;
  private readonly endings: (() => void)[];
  private members: ReadonlySet<ConversationId> = new Set();
  private isLoaded = false;

  constructor(private readonly context: DraftContext) {
    const { drafts, store, world } = context;
    this.again = new Again(
      () => this.fetch(),
      world,
      () => this.isOnline,
    );
    drafts.onTyped = (id) => this.typed(id);
    drafts.onReceived = (id) => {
      this.pause(id, ELSEWHERE_MS);
      this.received.add(id);
    };
    this.endings = [
      world.attention.onChange(() => this.attend()),
      effect(() => this.follow(new Set(store.conversations.value.keys()))),
      () => {
        drafts.onTyped = drafts.onReceived = null;
      },
    ];
  }

  /** Call when the connection is up. */
  begin(): void {
    if (!this.isLoaded) void this.again.run();
    else for (const id of this.context.drafts.ids()) this.settle(id);
  }

  /** Starts again from what the server has. */
  async reset(): Promise<void> {
    this.isLoaded = false;
    this.stored.clear();
    await this.again.run();
  }

  stop(): void {
    this.again.stop();
    for (const cancel of this.paused.values()) cancel();
    for (const end of this.endings) end();
  }

  take(drafts: readonly StoredDraft[]): void {
    for (const draft of drafts) {
      const { conversation: id, me_rev } = draft;
      if (me_rev <= (this.stored.get(id)?.me_rev ?? -1)) continue;
      this.stored.set(id, draft);
      if (this.isLoaded) this.settle(id);
    }
  }

  private get isOnline(): boolean {
    return this.context.link.phase === "online";
  }

  private async fetch(): Promise<void> {
    const { calls, drafts } = this.context;
    let cursor: string | undefined;
    do {
      const page = await calls.drafts(cursor);
      this.take(page.items);
      cursor = page.next_cursor ?? undefined;
    } while (cursor);
    this.isLoaded = true;
    for (const id of new Set([...this.stored.keys(), ...drafts.ids()])) this.settle(id);
  }

  private typed(id: ConversationId): void {
    const isEmpty = alike(writtenOf(this.context.drafts.of(id).peek()), NOTHING);
    this.pause(id, isEmpty ? SENT_MS : PAUSE_MS);
  }

  private pause(id: ConversationId, ms: number): void {
    this.paused.get(id)?.();
    this.received.delete(id);
    this.paused.set(
      id,
      this.context.world.clock.after(ms, () => this.rest(id)),
    );
  }

  private rest(id: ConversationId): void {
    this.paused.get(id)?.();
    this.paused.delete(id);
    this.settle(id);
  }

  /** The page may close, or is looked at again. */
  private attend(): void {
    const { attention } = this.context.world;
    if (!attention.visible() || !attention.focused()) {
      for (const id of [...this.paused.keys()]) if (!this.received.has(id)) this.rest(id);
    } else if (this.isLoaded) for (const id of this.stored.keys()) this.settle(id);
  }

  /** Brings the draft of this device and the server's together. Does nothing while the user types. */
  private settle(id: ConversationId): void {
    if (!this.isLoaded || this.paused.has(id)) return;
    const { drafts } = this.context;
    const draft = drafts.of(id).peek();
    const stored = this.stored.get(id) ?? this.none(id);
    // A base of a later me_rev is of a history that a backup has replaced.
    const isForeign = (draft.base?.rev ?? 0) > Math.max(this.context.account.rev, stored.me_rev);
    const { base: _, ...bare } = draft;
    const held: Draft = isForeign ? bare : draft;
    if (isForeign || (held.base?.rev ?? 0) !== stored.me_rev) {
      const next = merged(held, stored);
      if (!next && !this.isLookedAt) return;
      if (next) drafts.put(id, next);
      else drafts.put(id, besides(held, stored), true);
    }
    void this.save(id, stored);
  }

  /** In one tab at most: the others leave it to this one to show two versions. */
  private get isLookedAt(): boolean {
    const { attention } = this.context.world;
    return attention.visible() && attention.focused();
  }

  private none(conversation: ConversationId): StoredDraft {
    return { conversation, me_rev: 0, text: "", updated_at: "" };
  }

  private async save(id: ConversationId, stored: StoredDraft): Promise<void> {
    const { drafts, link } = this.context;
    const { text, reply_to } = writtenOf(drafts.of(id).peek());
    const written = { text, reply_to };
    if (!this.isOnline || this.saving.has(id) || alike(written, inStored(stored))) return;
    if ([...text].length > LIMITS.body || !this.members.has(id)) return;
    this.saving.add(id);
    drafts.noteSent(id, written);
    const input = { conversation: id, text, base: stored.me_rev, ...(reply_to ? { reply_to } : {}) };
    const reply = await link.ask("draft.set", input).catch((error) => this.failed(id, error));
    this.saving.delete(id);
    if (!reply) return;
    this.take([reply.draft]);
    this.settle(id);
  }

  /** The next connection tries again; while there is one, the next pause. */
  private failed(id: ConversationId, error: unknown): null {
    if (isPassing(error)) {
      if (this.isOnline) this.pause(id, retryAfter(error, PAUSE_MS));
    } else if (!(error instanceof Refused)) throw error;
    return null;
  }

  /** Forgets the drafts of conversations that the user has left. What the server did not have is kept. */
  private follow(members: ReadonlySet<ConversationId>): void {
    const gone = [...this.members].filter((id) => !members.has(id));
    this.members = members;
    for (const id of gone) {
      const draft = this.context.drafts.of(id).peek();
      const { base, sent: _, ...rest } = draft;
      this.stored.delete(id);
      if (!base) continue;
      const isClean = alike(writtenOf(draft), base);
      this.context.drafts.put(id, isClean ? { text: "", reply_to: null, editing: null } : rest);
    }
  }
}
