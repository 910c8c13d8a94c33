import { type Signal, signal } from "@preact/signals-core";
import type { Calls } from "../connection/calls";
import { Refused } from "../connection/errors";
import type { User, UserId } from "../protocol/wire";

const AT_ONCE = 4;

/** Profiles by id. One that is not known is asked for once and stands as a placeholder until then. */
export class People {
  private readonly byId = new Map<UserId, Signal<User>>();
  private readonly wanted: UserId[] = [];
  private asking = 0;

  constructor(private readonly calls: Calls) {}

  /** (reactive) */
  get(id: UserId): User {
    return this.signalOf(id).value;
  }

  learn(users: readonly User[]): void {
    for (const { id, username, display_name, avatar } of users) {
      const user: User = { id, username, display_name, avatar };
      const held = this.byId.get(id);
      if (held) held.value = user;
      else this.byId.set(id, signal(user));
    }
  }

  /** Those that could not be fetched for want of a network are asked for again. */
  refresh(): void {
    for (const [id, user] of this.byId)
      if (isPlaceholder(user.peek()) && !this.wanted.includes(id)) this.wanted.push(id);
    this.ask();
  }

  private signalOf(id: UserId): Signal<User> {
    let held = this.byId.get(id);
    if (!held) {
      held = signal(placeholder(id));
      this.byId.set(id, held);
      this.wanted.push(id);
      queueMicrotask(() => this.ask());
    }
    return held;
  }

  private ask(): void {
    while (this.asking < AT_ONCE && this.wanted.length) void this.fetch(this.wanted.shift()!);
  }

  private async fetch(id: UserId): Promise<void> {
    this.asking += 1;
    try {
      this.learn([await this.calls.user(id)]);
    } catch (error) {
      if (error instanceof Refused && error.code === "not_found") {
        this.learn([{ id, username: "", display_name: "Former member" }]);
      }
    } finally {
      this.asking -= 1;
      this.ask();
    }
  }
}

function placeholder(id: UserId): User {
  return { id, username: "", display_name: "" };
}

function isPlaceholder(user: User): boolean {
  return !user.username && !user.display_name;
}
