import { computed, type ReadonlySignal, signal } from "@preact/signals-core";
import type { Calls } from "../../connection/calls";
import { Refused } from "../../connection/errors";
import type {
  ChangeConversation,
  Channel,
  Conversation,
  ConversationId,
  Membership,
  Page,
  PersonaliseConversation,
  UserId,
} from "../../protocol/wire";
import type { ConversationItem, Conversations, NewConversation } from "../api";
import type { Receipts } from "../messages/receipts";
import type { Law } from "../sync/law";
import type { Store } from "../sync/store";
import type { Items } from "./items";

export interface ConversationContext {
  me: UserId;
  calls: Calls;
  store: Store;
  law: Law;
  items: Items;
  receipts: Receipts;
  now(): number;
}

/** See `Conversations` in api.ts: what is asked by REST goes into the store, and is shown from there. */
export class MyConversations implements Conversations {
  readonly listed: ReadonlySignal<readonly ConversationItem[]>;
  readonly archived: ReadonlySignal<readonly ConversationItem[]>;
  readonly unread: ReadonlySignal<number>;
  readonly hasMore: ReadonlySignal<boolean>;
  private readonly cursor = signal<string | null>(null);
  private loading: Promise<void> | null = null;

  constructor(private readonly context: ConversationContext) {
    this.listed = context.items.listed;
    this.archived = context.items.archived;
    this.unread = context.items.unread;
    this.hasMore = computed(() => this.cursor.value !== null);
  }

  get(id: ConversationId): ConversationItem | undefined {
    return this.context.items.get(id);
  }

  loadMore(): Promise<void> {
    this.loading ??= this.loadPage().finally(() => {
      this.loading = null;
    });
    return this.loading;
  }

  takePage({ items, next_cursor }: Page<Conversation>): void {
    this.context.law.takeConversations(items);
    this.cursor.value = next_cursor ?? null;
  }

  /** Null: it is not mine, or not there. */
  async fetch(id: ConversationId): Promise<ConversationItem | null> {
    try {
      if (!this.context.store.peek(id)) this.take(await this.context.calls.conversation(id));
    } catch (error) {
      if (error instanceof Refused && (error.code === "not_found" || error.code === "invalid")) return null;
      throw error;
    }
    return this.get(id) ?? null;
  }

  async search(query: string): Promise<ConversationItem[]> {
    const { items } = await this.context.calls.searchConversations(query);
    this.context.law.takeConversations(items);
    return items.flatMap(({ id }) => this.get(id) ?? []);
  }

  searchChannels(query: string, cursor?: string): Promise<Page<Channel>> {
    return this.context.calls.channels(query, cursor);
  }

  async create(input: NewConversation): Promise<ConversationItem> {
    return this.take(await this.context.calls.createConversation(input));
  }

  async join(id: ConversationId): Promise<ConversationItem> {
    return this.take(await this.context.calls.join(id));
  }

  /** A whole one that is mine now, as the list shows it. */
  take(conversation: Conversation): ConversationItem {
    this.context.law.takeConversations([conversation]);
    return this.get(conversation.id)!;
  }

  markRead(id: ConversationId): void {
    this.context.receipts.read(id, Number.MAX_SAFE_INTEGER);
  }

  async leave(id: ConversationId): Promise<void> {
    const { calls, store, me } = this.context;
    await calls.removeMember(id, me);
    store.remove(id);
  }

  // What follows is answered by an event too; the event is what changes the store.

  async update(id: ConversationId, changes: ChangeConversation): Promise<void> {
    await this.context.calls.updateConversation(id, changes);
  }

  async setPicture(id: ConversationId, picture: Blob | null): Promise<void> {
    await this.context.calls.setPicture(id, picture);
  }

  async setClosed(id: ConversationId, isClosed: boolean): Promise<void> {
    await this.context.calls.setClosed(id, isClosed);
  }

  /** At once here, taken back where the server refuses. */
  async setMembership(id: ConversationId, changes: PersonaliseConversation): Promise<void> {
    const { store, calls, now } = this.context;
    const entry = store.peek(id);
    if (!entry) return;
    const { me_rev, muted_until, pinned_at, archived_at, notify } = entry.state.peek().membership;
    entry.setMembership(foreseen(changes, new Date(now()).toISOString()));
    try {
      entry.personalise(await calls.updateMembership(id, changes));
    } catch (error) {
      // What came from another device meanwhile is newer than what I saw before.
      const isUnmoved = entry.state.peek().membership.me_rev === me_rev;
      if (isUnmoved) entry.setMembership({ muted_until, pinned_at, archived_at, notify });
      throw error;
    }
  }

  private async loadPage(): Promise<void> {
    const cursor = this.cursor.peek();
    if (cursor !== null) this.takePage(await this.context.calls.conversations(cursor));
  }
}

function foreseen(
  { muted_until, pinned, archived, notify }: PersonaliseConversation,
  now: string,
): Partial<Membership> {
  return {
    ...(muted_until === undefined ? {} : { muted_until: muted_until ?? undefined }),
    ...(notify === undefined ? {} : { notify: notify ?? undefined }),
    ...(pinned === undefined ? {} : { pinned_at: pinned ? now : undefined }),
    ...(archived === undefined ? {} : { archived_at: archived ? now : undefined }),
  };
}
