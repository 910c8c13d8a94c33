import { batch } from "@preact/signals-core";
import { Again } from "../../connection/again";
import { Backoff } from "../../connection/backoff";
import type { Calls } from "../../connection/calls";
import { isPassing, isSignedOut, Refused } from "../../connection/errors";
import type { Link } from "../../connection/link";
import type { World } from "../../connection/world";
import { lazily } from "../../helpers/lazily";
import { LIMITS } from "../../protocol/generated";
import type { Commands, Conversation, ConversationId, Synced, WelcomeEvent } from "../../protocol/wire";
import type { Users } from "../people/users";
import type { Mine } from "./mine";
import { recount } from "./recounting";
import { type Gaps, RevisionGate } from "./revision_gate";
import type { Store } from "./store";

const MOST_ROUNDS = 10;
const AGAIN_MS = 2_000;

/** Brings the held state up to date: once per connection, and when a gap appears. */
export class Sync implements Gaps {
  readonly gate: RevisionGate;
  private epoch: string | null = null;
  /** The server's value in the last welcome. */
  private present: string | null = null;
  private running = 0;
  private readonly again: Again;
  private readonly backfilling = new Set<ConversationId>();
  /** Conversations whose last backfill failed. */
  private readonly unfilled = new Map<ConversationId, Backoff>();
  /** Conversations that the next backfill must request completely. */
  private readonly stale = new Set<ConversationId>();
  /** Conversations of which the next backfill has to count the unread mentions. */
  private readonly uncounted = new Set<ConversationId>();
  /** Gaps that appeared during a sync, which may close them. */
  private readonly postponed = new Set<ConversationId>();

  constructor(
    private readonly store: Store,
    private readonly mine: Mine,
    private readonly link: Link,
    private readonly calls: Calls,
    private readonly world: Pick<World, "clock" | "random">,
    private readonly users: Users,
    private asOf: string | undefined,
    /** Called when a conversation has no gap any more. */
    private readonly onFilled: (id: ConversationId) => void,
    /** Called when the server keeps refusing to sync. */
    onStuck: () => void,
  ) {
    this.gate = new RevisionGate(store, this, mine);
    this.again = new Again(
      () => this.attempt(),
      world,
      () => link.phase === "online",
      onStuck,
    );
  }

  /** Resolves after the first attempt. Further ones follow until everything is up to date or the connection is lost. */
  run({ epoch }: WelcomeEvent): Promise<void> {
    this.present = epoch;
    return this.again.run();
  }

  backfillMine(): void {
    // A running sync continues until nothing is missing.
    if (!this.running) void this.again.run();
  }

  private async attempt(): Promise<void> {
    this.running += 1;
    try {
      if (this.epoch !== null && this.epoch !== this.present) await this.beginAgain();
      this.epoch = this.present;
      await this.catchUp();
    } finally {
      this.running -= 1;
      // A count that failed as the connection was lost is due again.
      const postponed = new Set([...this.postponed, ...this.uncounted]);
      this.postponed.clear();
      for (const id of postponed) this.backfill(id);
    }
  }

  backfill(id: ConversationId): void {
    if (this.running) this.postponed.add(id);
    if (this.running || this.backfilling.has(id)) return;
    this.backfilling.add(id);
    const done = (): boolean => this.backfilling.delete(id);
    const arrived = (): void => {
      done();
      this.unfilled.delete(id);
      this.onFilled(id);
      if (this.stale.has(id) || this.uncounted.has(id)) this.backfill(id);
    };
    this.bring(id).then(arrived, (error: unknown) => {
      done();
      if (isSignedOut(error)) return;
      if (!isPassing(error)) console.error("Will retry:", error);
      // If the connection is lost, the sync after the next welcome requests everything.
      if (this.link.phase !== "online") return;
      const wait = lazily(this.unfilled, id, () => new Backoff(this.world.random)).next();
      this.world.clock.after(Math.max(AGAIN_MS, wait), () => this.backfill(id));
    });
  }

  resync(id: ConversationId): void {
    this.stale.add(id);
    this.backfill(id);
  }

  /** Counts the unread mentions again. */
  recount(id: ConversationId): void {
    if (!this.store.peek(id)) return;
    this.uncounted.add(id);
    this.backfill(id);
  }

  private async bring(id: ConversationId): Promise<void> {
    if (!this.store.peek(id)) {
      this.uncounted.delete(id);
      return this.fetchWhole(id);
    }
    if (this.stale.has(id)) {
      await this.reset(id);
      this.stale.delete(id);
    }
    await this.fetchChanges(id);
    if (this.uncounted.delete(id)) await this.count(id);
  }

  private async count(id: ConversationId): Promise<void> {
    try {
      await recount(id, this.store, this.calls);
    } catch (error) {
      if (error instanceof Refused && error.code === "not_found") return;
      this.uncounted.add(id);
      throw error;
    }
  }

  private async catchUp(): Promise<void> {
    for (let round = 1; ; round++) {
      const ok = await this.link.ask("sync", this.held());
      this.take(ok);
      if (ok.caught_up && !this.mine.isBehind) return;
      if (round === MOST_ROUNDS) return this.resetAll(lagging(ok));
    }
  }

  /** The input of the `sync` command. */
  held(): Commands["sync"]["input"] {
    const known = { revs: this.store.revs(LIMITS.sync_conversations), me_rev: this.mine.rev };
    return this.asOf ? { ...known, as_of: this.asOf } : known;
  }

  /** Applies the response of a poll, which has no preceding welcome. */
  async takePolled(ok: Synced): Promise<void> {
    const isRestored = this.epoch !== null && this.epoch !== ok.epoch;
    if (isRestored) await this.beginAgain();
    else this.take(ok);
    this.epoch = this.present = ok.epoch;
  }

  private take(ok: Synced): void {
    batch(() => {
      this.gate.takeConversations(ok.conversations);
      for (const [id, changes] of Object.entries(ok.changes)) this.gate.takeChanges(id, changes);
      for (const { conversation, rev } of ok.gone) this.gate.takeGone(conversation, rev);
      for (const receipt of ok.receipts) this.store.peek(receipt.conversation)?.advance(receipt);
      this.users.update(ok.users);
      this.mine.takeChanges(ok.me);
    });
    if (ok.users_more) this.users.renew();
    this.asOf = ok.as_of;
  }

  /** Starts again after the server restored a backup, because the held revs are no longer valid. */
  private async beginAgain(): Promise<void> {
    this.asOf = undefined;
    this.mine.reset(await this.calls.me());
    this.users.renew();
    await this.resetAll([...this.store.conversations.peek().keys()]);
  }

  private async resetAll(ids: readonly ConversationId[]): Promise<void> {
    for (const id of ids) await this.reset(id);
  }

  private async reset(id: ConversationId): Promise<void> {
    const fresh = await this.fetch(id);
    this.gate.forget(id);
    if (fresh) this.store.peek(id)?.reset(fresh);
    else this.store.remove(id);
  }

  private async fetchChanges(id: ConversationId): Promise<void> {
    for (let round = 1; round <= MOST_ROUNDS; round++) {
      const since = this.store.peek(id)?.rev;
      if (since === undefined) return this.gate.forget(id);
      try {
        const changes = await this.calls.changes(id, since);
        this.gate.takeChanges(id, changes);
        if (!changes.more && !this.gate.lacks(id)) return;
      } catch (error) {
        if (error instanceof Refused && error.code === "not_found") return this.gate.forget(id);
        throw error;
      }
    }
    await this.reset(id);
  }

  private async fetchWhole(id: ConversationId): Promise<void> {
    const fresh = await this.fetch(id);
    if (fresh) this.gate.takeConversations([fresh]);
    else this.gate.forget(id);
  }

  private async fetch(id: ConversationId): Promise<Conversation | null> {
    try {
      return await this.calls.conversation(id);
    } catch (error) {
      if (error instanceof Refused && error.code === "not_found") return null;
      throw error;
    }
  }
}

function lagging(ok: Synced): ConversationId[] {
  return Object.entries(ok.changes)
    .filter(([, changes]) => changes.more)
    .map(([id]) => id);
}
