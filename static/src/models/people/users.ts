import { type Signal, signal } from "@preact/signals-core";
import { Again } from "../../connection/again";
import type { Calls } from "../../connection/calls";
import type { World } from "../../connection/world";
import { lazily } from "../../helpers/lazily";
import type { User, UserId } from "../../protocol/wire";

const AT_ONCE = 100;

/** People by id. Unknown ones are fetched in batches, with a placeholder until they arrive. */
export class Users {
  private readonly byId = new Map<UserId, Signal<User>>();
  private readonly byName = new Map<string, Signal<UserId | undefined>>();
  private readonly wanted = new Set<UserId>();
  private asking = false;
  private readonly again: Again;

  constructor(
    private readonly calls: Calls,
    world: Pick<World, "clock" | "random">,
    isOnline: () => boolean,
  ) {
    this.again = new Again(() => this.askForAll(), world, isOnline);
  }

  /** (reactive) */
  get(id: UserId): User {
    return this.signalOf(id).value;
  }

  /** (reactive) The loaded person with this username. */
  named(username: string): UserId | undefined {
    return this.nameSignal(username).value;
  }

  learn(users: readonly User[]): void {
    for (const { id, username, display_name, avatar } of users) {
      const profile = lazily(this.byId, id, () => signal(unknown(id)));
      const before = this.nameSignal(profile.peek().username);
      if (before.peek() === id) before.value = undefined;
      profile.value = { id, username, display_name, avatar };
      if (username) this.nameSignal(username).value = id;
      this.wanted.delete(id);
    }
  }

  /** Updates the names and pictures of loaded people. Others are fetched when they are shown. */
  update(users: readonly User[]): void {
    this.learn(users.filter(({ id }) => this.byId.has(id)));
  }

  /** Fetches people again when they are next shown, because their data may be out of date. */
  renew(): void {
    for (const id of this.byId.keys()) this.wanted.add(id);
    void this.ask();
  }

  /** Fetches the wanted people, and after a reconnect those whose fetch failed. */
  async ask(): Promise<void> {
    if (!this.asking) await this.again.run();
  }

  private async askForAll(): Promise<void> {
    this.asking = true;
    try {
      while (this.wanted.size) await this.fetch([...this.wanted].slice(0, AT_ONCE));
    } finally {
      this.asking = false;
    }
  }

  private async fetch(ids: UserId[]): Promise<void> {
    const { items } = await this.calls.users(ids);
    this.learn(items);
    const missing = ids.filter((id) => this.wanted.has(id));
    this.learn(missing.map((id) => ({ ...unknown(id), display_name: "Former member" })));
  }

  private nameSignal(username: string): Signal<UserId | undefined> {
    return lazily(this.byName, username.toLowerCase(), () => signal<UserId | undefined>(undefined));
  }

  private signalOf(id: UserId): Signal<User> {
    return lazily(this.byId, id, () => {
      this.wanted.add(id);
      queueMicrotask(() => void this.ask());
      return signal(unknown(id));
    });
  }
}

function unknown(id: UserId): User {
  return { id, username: "", display_name: "" };
}
