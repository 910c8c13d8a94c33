import { type Signal, signal } from "@preact/signals-core";
import type { Calls } from "../../connection/calls";
import { isPassing, Refused } from "../../connection/errors";
import { lazily } from "../../helpers/lazily";
import type { FileReport, Profile, User, UserId } from "../../protocol/wire";
import type { People } from "../api";
import type { Users } from "./users";

/** undefined: not loaded yet; null: the account no longer exists. */
type Known = Profile | null | undefined;

/** See `People` in api.ts. A profile is fetched when it is first shown. */
export class Profiles implements People {
  private readonly byId = new Map<UserId, Signal<Known>>();

  constructor(
    private readonly calls: Calls,
    private readonly users: Users,
  ) {}

  get(id: UserId): User {
    return this.users.get(id);
  }

  named(username: string): UserId | undefined {
    return this.users.named(username);
  }

  async search(query: string): Promise<User[]> {
    const { items } = await this.calls.searchUsers(query);
    this.users.learn(items);
    return items;
  }

  profile(id: UserId): Known {
    return this.signalOf(id).value;
  }

  async renewProfile(id: UserId): Promise<void> {
    this.signalOf(id).value = await this.fetch(id);
  }

  /** Fetches the shown profiles again after the user's blocks changed. */
  renew(): void {
    for (const [id, known] of this.byId) if (known.peek()) this.begin(id);
  }

  async block(id: UserId): Promise<void> {
    await this.calls.block(id);
    this.setBlocked(id, true);
  }

  async unblock(id: UserId): Promise<void> {
    await this.calls.unblock(id);
    this.setBlocked(id, false);
  }

  async leaveAndBlock(id: UserId): Promise<number> {
    const { left } = await this.calls.leaveAndBlock(id);
    this.setBlocked(id, true);
    return left;
  }

  async report(input: FileReport): Promise<void> {
    await this.calls.report(input);
  }

  private setBlocked(id: UserId, is_blocked: boolean): void {
    const known = this.signalOf(id);
    if (known.value) known.value = { ...known.value, is_blocked };
  }

  private async fetch(id: UserId): Promise<Profile | null> {
    try {
      const user = await this.calls.user(id);
      this.users.learn([user]);
      return user;
    } catch (error) {
      if (error instanceof Refused && error.code === "not_found") return null;
      throw error;
    }
  }

  private signalOf(id: UserId): Signal<Known> {
    return lazily(this.byId, id, () => {
      queueMicrotask(() => this.begin(id));
      return signal<Known>(undefined);
    });
  }

  private begin(id: UserId): void {
    this.renewProfile(id).catch((error: unknown) => {
      // The card fetches it again.
      if (!isPassing(error)) throw error;
    });
  }
}
