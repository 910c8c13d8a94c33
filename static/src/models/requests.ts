import { type ReadonlySignal, signal } from "@preact/signals-core";
import type { Calls } from "../connection/calls";
import { isPassing, isSignedOut } from "../connection/errors";
import type { Conversation, Event, Request } from "../protocol/wire";

/** Those who ask to bring me into a conversation. `sync` does not bring them: they are fetched after each connect. */
export class Requests {
  private readonly all = signal<readonly Request[]>([]);

  constructor(private readonly calls: Calls) {}

  get waiting(): ReadonlySignal<readonly Request[]> {
    return this.all;
  }

  take(event: Event): void {
    if (event.type === "requests") void this.load();
  }

  async load(): Promise<void> {
    try {
      this.all.value = (await this.calls.requests()).items;
    } catch (error) {
      if (!isPassing(error) && !isSignedOut(error)) throw error;
    }
  }

  async accept(id: string): Promise<Conversation> {
    const conversation = await this.calls.acceptRequest(id);
    this.drop(id);
    return conversation;
  }

  async refuse(id: string, verb: "decline" | "block"): Promise<void> {
    await this.calls.refuseRequest(id, verb);
    this.drop(id);
    if (verb === "block") await this.load();
  }

  private drop(id: string): void {
    this.all.value = this.all.peek().filter((request) => request.id !== id);
  }
}
