import { type ReadonlySignal, signal } from "@preact/signals-core";
import type { Conversation, ConversationId, UserId } from "../../protocol/wire";
import { ConversationState } from "./conversation_state";

const LOGS_KEPT = 20;

/** The user's conversations in memory. */
export class Store {
  private readonly byId = signal<ReadonlyMap<ConversationId, ConversationState>>(new Map());
  private readonly recent: ConversationId[] = [];

  /** `onMine` receives the client_id of each of the user's messages that the server has. */
  constructor(
    private readonly me: UserId,
    private readonly onMine: (clientId: string) => void,
  ) {}

  get conversations(): ReadonlySignal<ReadonlyMap<ConversationId, ConversationState>> {
    return this.byId;
  }

  /** (reactive) */
  get(id: ConversationId): ConversationState | undefined {
    return this.byId.value.get(id);
  }

  peek(id: ConversationId): ConversationState | undefined {
    return this.byId.peek().get(id);
  }

  add(views: readonly Conversation[]): void {
    if (!views.length) return;
    const next = new Map(this.byId.peek());
    for (const view of views) {
      next.set(view.id, new ConversationState(this.me, view, this.onMine));
    }
    this.byId.value = next;
  }

  remove(id: ConversationId): void {
    const next = new Map(this.byId.peek());
    if (next.delete(id)) this.byId.value = next;
  }

  /** The held revs for `sync`, the most recently active conversations first. */
  revs(most: number): Record<ConversationId, number> {
    const views = [...this.byId.peek().values()].map((conversation) => conversation.view.peek());
    views.sort((a, b) => (a.last_activity_at < b.last_activity_at ? 1 : -1));
    return Object.fromEntries(views.slice(0, most).map(({ id, rev }) => [id, rev]));
  }

  /** Records that its timeline was viewed, and drops the messages of the least recently viewed conversation. */
  touch(id: ConversationId): void {
    const at = this.recent.indexOf(id);
    if (at >= 0) this.recent.splice(at, 1);
    this.recent.push(id);
    if (this.recent.length <= LOGS_KEPT) return;
    const oldest = this.recent.findIndex((other) => !this.peek(other)?.watchers);
    if (oldest >= 0) this.peek(this.recent.splice(oldest, 1)[0]!)?.log.clear();
  }
}
