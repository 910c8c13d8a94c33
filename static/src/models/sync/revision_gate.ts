import { batch } from "@preact/signals-core";
import type {
  Changes,
  Conversation,
  ConversationEvent,
  ConversationId,
  Event,
  MemberEvent,
  MessageEvent,
  RevEvent,
  SharedConversation,
} from "../../protocol/wire";
import { type ConversationState, newest } from "./conversation_state";
import type { Mine } from "./mine";
import type { Store } from "./store";

type Durable = MessageEvent | ConversationEvent | MemberEvent | RevEvent;

const MOST_HELD = 500;

export interface Gaps {
  /** Requests the changes since the held rev, or the complete conversation if none is held. */
  backfill(id: ConversationId): void;
  /** Drops the conversation and requests all of it, because the part that the user may read has changed. */
  resync(id: ConversationId): void;
  /** Requests the private changes since the held me_rev. */
  backfillMine(): void;
}

/**
 * Applies events in the order of their revs. At rev r, r+1 is applied, ≤ r is ignored, more is a gap. Events after a
 * gap wait here until a backfill closes it.
 */
export class RevisionGate {
  private readonly waiting = new Map<ConversationId, Durable[]>();

  constructor(
    private readonly store: Store,
    private readonly gaps: Gaps,
    private readonly mine: Mine,
  ) {}

  /** Applies the events of one frame in order, as one change for the screen. */
  take(events: readonly Event[]): void {
    batch(() => {
      for (const event of events) this.takeOne(event);
    });
  }

  /** Applies complete conversations from a fetch or a sync. */
  takeConversations(views: readonly Conversation[]): void {
    batch(() => {
      this.store.add(views.filter(({ id }) => !this.store.peek(id)));
      for (const view of views) {
        const conversation = this.store.peek(view.id)!;
        if (view.rev > conversation.rev) this.gaps.backfill(view.id);
        else if (view.rev === conversation.rev) conversation.replace(view);
        this.resume(view.id);
      }
    });
  }

  /** Applies a page of changes since the held rev. */
  takeChanges(id: ConversationId, changes: Changes): void {
    const conversation = this.store.peek(id);
    if (!conversation) return;
    batch(() => {
      // Only the complete conversation contains the personal settings of the new membership.
      if (conversation.cameAgain(changes.members)) this.gaps.resync(id);
      if (changes.conversation) this.share(conversation, changes.conversation);
      conversation.enrol(changes.members);
      conversation.receiveLive(changes.messages);
      conversation.log.addHappenings(changes.happenings ?? []);
      conversation.reach(changes.rev);
      this.resume(id);
    });
  }

  takeGone(id: ConversationId, rev: number): void {
    const conversation = this.store.peek(id);
    if (!conversation || conversation.rev > rev) return;
    this.waiting.delete(id);
    this.store.remove(id);
  }

  /** Whether events wait for a backfill. */
  lacks(id: ConversationId): boolean {
    return this.waiting.has(id);
  }

  forget(id: ConversationId): void {
    this.waiting.delete(id);
  }

  private takeOne(event: Event): void {
    if (event.type === "gone") this.takeGone(event.conversation, event.rev);
    else if (event.type === "receipt") this.store.peek(event.conversation)?.advance(event);
    else if (isDurable(event)) this.takeDurable(event);
    else if (isMine(event)) {
      if (!this.mine.take(event)) this.gaps.backfillMine();
    }
  }

  private takeDurable(event: Durable): void {
    const id = idOf(event);
    const conversation = this.store.peek(id);
    if (!conversation && isWhole(event)) {
      this.store.add([event.conversation]);
      this.resume(id);
    } else if (conversation && revOf(event) <= conversation.rev) this.takeAgain(conversation, event);
    else if (conversation && revOf(event) === conversation.rev + 1) this.apply(conversation, event);
    else this.hold(id, event);
  }

  /** Ignores an event whose rev is held, unless it is a complete conversation: the user was added again. */
  private takeAgain(conversation: ConversationState, event: Durable): void {
    if (isWhole(event) && event.conversation.rev === conversation.rev)
      conversation.replace(event.conversation);
  }

  private apply(conversation: ConversationState, event: Durable): void {
    if (event.type === "message") conversation.receiveLive([event.message]);
    else if (event.type === "member") conversation.enrol([event.member], event.member_count);
    else if (event.type === "conversation") this.share(conversation, event.conversation);
    if (event.type !== "message" && event.happening) conversation.log.addHappenings([event.happening]);
    conversation.reach(revOf(event));
  }

  private share(conversation: ConversationState, view: SharedConversation | Conversation): void {
    const { membership, unread, unread_mentions, members, last_message, ...shared } = view as Conversation;
    const { history } = conversation.view.peek();
    conversation.share(shared);
    if (membership) conversation.setMembership(newest(membership, conversation.view.peek().membership));
    // Only a resync returns the user's own floor.
    else if (shared.history !== history) this.gaps.resync(conversation.id);
  }

  private hold(id: ConversationId, event: Durable): void {
    const events = this.waiting.get(id) ?? [];
    if (events.length < MOST_HELD) events.push(event);
    this.waiting.set(id, events);
    this.gaps.backfill(id);
  }

  private resume(id: ConversationId): void {
    const events = this.waiting.get(id);
    if (!events) return;
    this.waiting.delete(id);
    events.sort((a, b) => revOf(a) - revOf(b));
    for (const event of events) this.takeDurable(event);
  }
}

function isMine(event: Event): event is Parameters<Mine["take"]>[0] {
  return ["membership", "me", "draft", "requests"].includes(event.type);
}

function isDurable(event: Event): event is Durable {
  return ["message", "conversation", "member", "rev"].includes(event.type);
}

function isWhole(event: Durable): event is ConversationEvent & { conversation: Conversation } {
  return event.type === "conversation" && "membership" in event.conversation;
}

function idOf(event: Durable): ConversationId {
  return event.type === "conversation" ? event.conversation.id : event.conversation;
}

function revOf(event: Durable): number {
  return event.type === "conversation" ? event.conversation.rev : event.rev;
}
