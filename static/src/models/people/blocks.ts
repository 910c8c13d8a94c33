import { signal } from "@preact/signals-core";
import { Again } from "../../connection/again";
import type { Calls } from "../../connection/calls";
import type { World } from "../../connection/world";
import type { UserId } from "../../protocol/wire";

/** The people whom the user blocks. Fetched once, and again after an event that the list changed. */
export class Blocks {
  private readonly all = signal<ReadonlySet<UserId>>(new Set());
  private readonly again: Again;
  private isLoaded = false;
  private isSomeoneBack = false;

  constructor(
    private readonly calls: Calls,
    /** Called when the user no longer blocks someone, again if it fails. */
    private readonly onUnblocked: () => Promise<void>,
    world: Pick<World, "clock" | "random">,
    isOnline: () => boolean,
  ) {
    this.again = new Again(() => this.fetch(), world, isOnline);
  }

  /** (reactive) */
  has(user: UserId): boolean {
    return this.all.value.has(user);
  }

  /** Call when the connection is up. */
  begin(): void {
    if (!this.isLoaded) void this.load();
  }

  load(): Promise<void> {
    this.isLoaded = false;
    return this.again.run();
  }

  private async fetch(): Promise<void> {
    const users = new Set<UserId>();
    let cursor: string | undefined;
    do {
      const page = await this.calls.blocks(cursor);
      for (const { id } of page.items) users.add(id);
      cursor = page.next_cursor ?? undefined;
    } while (cursor);
    const before = this.all.peek();
    this.all.value = users;
    this.isSomeoneBack ||= [...before].some((id) => !users.has(id));
    if (this.isSomeoneBack) await this.onUnblocked();
    this.isSomeoneBack = false;
    this.isLoaded = true;
  }
}
