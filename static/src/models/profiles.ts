import { type Signal, signal } from "@preact/signals-core";
import type { Calls } from "../connection/calls";
import { isPassing, Refused } from "../connection/errors";
import { lazily } from "../helpers/lazily";
import type { FileReport, Profile, UserId } from "../protocol/wire";
import type { People } from "./people";

/** undefined: not known yet; null: there is no account any more. */
export type Known = Profile | null | undefined;

/** What I see of a person beyond their name, and what I do about them: fetched when somebody first looks. */
export class Profiles {
  private readonly byId = new Map<UserId, Signal<Known>>();

  constructor(
    private readonly calls: Calls,
    private readonly people: People,
  ) {}

  /** (reactive) */
  get(id: UserId): Known {
    return this.signalOf(id).value;
  }

  /** Asks again: another device may have blocked them meanwhile. */
  async load(id: UserId): Promise<void> {
    this.signalOf(id).value = await this.fetch(id);
  }

  /** The people I block are others than before: those looked at are asked for again. */
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

  setBlocked(id: UserId, is_blocked: boolean): void {
    const known = this.signalOf(id);
    if (known.value) known.value = { ...known.value, is_blocked };
  }

  async report(input: FileReport): Promise<void> {
    await this.calls.report(input);
  }

  private async fetch(id: UserId): Promise<Profile | null> {
    try {
      const found = await this.calls.user(id);
      this.people.learn([found]);
      return found;
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
    this.load(id).catch((error: unknown) => {
      // Their card asks again.
      if (!isPassing(error)) throw error;
    });
  }
}
