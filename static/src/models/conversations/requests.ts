import { type ReadonlySignal, signal } from "@preact/signals-core";
import { Again } from "../../connection/again";
import type { Calls } from "../../connection/calls";
import type { World } from "../../connection/world";
import type { Conversation, Request } from "../../protocol/wire";
import type { ConversationItem, Requests } from "../api";

/** See `Requests` in api.ts. Fetched once, and again after an event that they changed. */
export class OpenRequests implements Requests {
  private readonly all = signal<readonly Request[]>([]);

  private readonly again: Again;
  private isLoaded = false;

  constructor(
    private readonly calls: Calls,
    world: Pick<World, "clock" | "random">,
    isOnline: () => boolean,
    /** Called with a conversation that the user joined. */
    private readonly take: (conversation: Conversation) => ConversationItem,
  ) {
    this.again = new Again(() => this.fetch(), world, isOnline);
  }

  get waiting(): ReadonlySignal<readonly Request[]> {
    return this.all;
  }

  /** Call when the connection is up. */
  begin(): void {
    if (!this.isLoaded) void this.load();
  }

  load(): Promise<void> {
    return this.again.run();
  }

  async accept(id: string): Promise<ConversationItem> {
    const conversation = await this.calls.acceptRequest(id);
    this.drop(id);
    return this.take(conversation);
  }

  async refuse(id: string, verb: "decline" | "block"): Promise<void> {
    await this.calls.refuseRequest(id, verb);
    this.drop(id);
    if (verb === "block") await this.load();
  }

  private async fetch(): Promise<void> {
    this.all.value = (await this.calls.requests()).items;
    this.isLoaded = true;
  }

  private drop(id: string): void {
    this.all.value = this.all.peek().filter((request) => request.id !== id);
  }
}
