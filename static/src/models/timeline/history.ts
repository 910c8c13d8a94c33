import { batch } from "@preact/signals-core";
import type { Calls, Position } from "../../connection/calls";
import { Refused } from "../../connection/errors";
import type { Message, MessagePage } from "../../protocol/wire";
import type { ConversationState } from "../sync/conversation_state";
import { PAGE } from "./span";

/** Fetches pages of one conversation's log, and marks their seqs as complete. */
export class History {
  constructor(
    private readonly conversation: ConversationState,
    private readonly calls: Calls,
  ) {}

  async latest(): Promise<void> {
    const { last_seq } = this.conversation.view.peek();
    const page = await this.fetch({}, 2 * PAGE);
    const { items } = page;
    this.note(page, items.length < 2 * PAGE ? this.first : null, Math.max(last_seq, items.at(-1)?.seq ?? 0));
  }

  async before(seq: number): Promise<void> {
    const page = await this.fetch({ before: seq }, PAGE);
    this.note(page, page.items.length < PAGE ? this.first : null, seq - 1);
  }

  async after(seq: number): Promise<void> {
    const page = await this.fetch({ after: seq }, PAGE);
    this.note(page, seq + 1, null);
  }

  /** Resolves to false if the user cannot read the message. */
  async around(seq: number): Promise<boolean> {
    try {
      const page = await this.fetch({ around: seq }, 2 * PAGE);
      this.note(page, null, null);
      return page.items.some((message) => message.seq === seq);
    } catch (error) {
      if (error instanceof Refused && (error.code === "not_found" || error.code === "invalid")) return false;
      throw error;
    }
  }

  /** One message for a quote; null if the user cannot read it. */
  async one(seq: number): Promise<Message | null> {
    try {
      const message = await this.calls.message(this.conversation.id, seq);
      this.conversation.receive([message]);
      return message;
    } catch (error) {
      if (error instanceof Refused && error.code === "not_found") return null;
      throw error;
    }
  }

  async pins(): Promise<void> {
    const { items } = await this.calls.pins(this.conversation.id);
    this.conversation.receive(items);
    this.conversation.pins.isLoaded = true;
  }

  /** The first seq that the user may read. */
  get first(): number {
    return this.conversation.view.peek().membership.first_seq;
  }

  private fetch(position: Position, limit: number): Promise<MessagePage> {
    return this.calls.messages(this.conversation.id, position, limit);
  }

  private note({ items, happenings = [] }: MessagePage, from: number | null, to: number | null): void {
    const first = from ?? items[0]?.seq;
    const last = to ?? items.at(-1)?.seq;
    batch(() => {
      this.conversation.receive(items);
      this.conversation.log.addHappenings(happenings);
      if (from === this.first) this.conversation.log.hasStart = true;
      if (first !== undefined && last !== undefined) this.conversation.log.know(first, last);
    });
  }
}
