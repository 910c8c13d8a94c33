import { type Signal, signal } from "@preact/signals-core";
import type { Calls } from "../connection/calls";
import { isPassing, Refused } from "../connection/errors";
import { lazily } from "../helpers/lazily";
import type { FileReport, Profile, UserId } from "../protocol/wire";
import type { People } from "./people";

/** undefined: not loaded yet; null: the account no longer exists. */
export type Known = Profile | null | undefined;

/** People's profiles, fetched when one is first shown, with blocking and reporting. */
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

  /** Fetches it again: another device may have blocked the person. */
  async load(id: UserId): Promise<void> {
    this.signalOf(id).value = await this.fetch(id);
  }

  /** My blocks changed: fetches the shown profiles again. */
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
      // The card fetches it again.
      if (!isPassing(error)) throw error;
    });
  }
}
