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
} from "../../protocol/wire";
import type { ConversationItem, Conversations, NewConversation } from "../api";
import type { Receipts } from "../messages/receipts";
import { recount } from "../sync/recounting";
import type { RevisionGate } from "../sync/revision_gate";
import type { Store } from "../sync/store";
import { type ItemContext, Items } from "./items";

/** See `Conversations` in api.ts. Responses go into the store, and are shown from there. */
export class MyConversations extends Items implements Conversations {
  readonly hasMore: ReadonlySignal<boolean>;
  private readonly cursor = signal<string | null>(null);
  private loading: Promise<void> | null = null;

  constructor(
    store: Store,
    private readonly mine: ItemContext,
    private readonly calls: Calls,
    private readonly gate: RevisionGate,
    private readonly receipts: Receipts,
  ) {
    super(store, mine);
    this.hasMore = computed(() => this.cursor.value !== null);
  }

  loadMore(): Promise<void> {
    this.loading ??= this.loadPage().finally(() => {
      this.loading = null;
    });
    return this.loading;
  }

  takePage({ items, next_cursor }: Page<Conversation>): void {
    this.gate.takeConversations(items);
    this.cursor.value = next_cursor ?? null;
  }

  /** null: it does not exist, or the user is not a member. */
  async fetch(id: ConversationId): Promise<ConversationItem | null> {
    try {
      if (!this.store.peek(id)) this.take(await this.calls.conversation(id));
    } catch (error) {
      if (error instanceof Refused && (error.code === "not_found" || error.code === "invalid")) return null;
      throw error;
    }
    return this.get(id) ?? null;
  }

  async search(query: string): Promise<ConversationItem[]> {
    const { items } = await this.calls.searchConversations(query);
    this.gate.takeConversations(items);
    return items.flatMap(({ id }) => this.get(id) ?? []);
  }

  searchChannels(query: string, cursor?: string): Promise<Page<Channel>> {
    return this.calls.channels(query, cursor);
  }

  async create(input: NewConversation): Promise<ConversationItem> {
    return this.take(await this.calls.createConversation(input));
  }

  async join(id: ConversationId): Promise<ConversationItem> {
    return this.take(await this.calls.join(id));
  }

  /** Stores a conversation that the user joined, and returns its item in the list. */
  take(conversation: Conversation): ConversationItem {
    this.gate.takeConversations([conversation]);
    return this.get(conversation.id)!;
  }

  /** Counts the mentions again of people whom the user no longer blocks. */
  async recount(): Promise<void> {
    const unread = [...this.store.conversations.peek().keys()].filter((id) => this.get(id)?.unread);
    for (const id of unread) await recount(id, this.store, this.calls);
  }

  markRead(id: ConversationId): void {
    this.receipts.read(id, Number.MAX_SAFE_INTEGER);
  }

  async leave(id: ConversationId): Promise<void> {
    await this.calls.removeMember(id, this.mine.me);
    this.store.remove(id);
  }

  // The following calls also cause an event, and the event changes the store.

  async update(id: ConversationId, changes: ChangeConversation): Promise<void> {
    await this.calls.updateConversation(id, changes);
  }

  async setPicture(id: ConversationId, picture: Blob | null): Promise<void> {
    await this.calls.setPicture(id, picture);
  }

  async setClosed(id: ConversationId, isClosed: boolean): Promise<void> {
    await this.calls.setClosed(id, isClosed);
  }

  /** Changes the settings at once, and reverts them if the server refuses. */
  async setMembership(id: ConversationId, changes: PersonaliseConversation): Promise<void> {
    const conversation = this.store.peek(id);
    if (!conversation) return;
    const before = conversation.view.peek().membership;
    const { me_rev, muted_until, pinned_at, archived_at, notify, unread_from } = before;
    conversation.setMembership(foreseen(changes, new Date(this.mine.now()).toISOString()));
    try {
      // A receipt that the server receives after a mark may end it.
      if (changes.unread_from) await this.receipts.settle(id);
      conversation.personalise(await this.calls.updateMembership(id, changes));
    } catch (error) {
      // Do not revert if a newer state arrived from another device.
      const isUnmoved = conversation.view.peek().membership.me_rev === me_rev;
      if (isUnmoved) {
        conversation.setMembership({ muted_until, pinned_at, archived_at, notify, unread_from });
      }
      throw error;
    }
  }

  private async loadPage(): Promise<void> {
    const cursor = this.cursor.peek();
    if (cursor !== null) this.takePage(await this.calls.conversations(cursor));
  }
}

function foreseen(
  { muted_until, pinned, archived, notify, unread_from }: PersonaliseConversation,
  now: string,
): Partial<Membership> {
  return {
    ...(muted_until === undefined ? {} : { muted_until: muted_until ?? undefined }),
    ...(notify === undefined ? {} : { notify: notify ?? undefined }),
    ...(unread_from === undefined ? {} : { unread_from: unread_from ?? undefined }),
    ...(pinned === undefined ? {} : { pinned_at: pinned ? now : undefined }),
    ...(archived === undefined ? {} : { archived_at: archived ? now : undefined }),
  };
}
