import { batch, type Signal } from "@preact/signals-core";
import type { Me, MeEvent, MembershipEvent, MyChanges } from "../protocol/wire";
import type { People } from "./people";
import type { Store } from "./store";

/**
 * What is private to me, by its own counter. Held is me_rev r: r+1 is next, ≤ r is known, more is a gap. Each thing
 * comes whole and with its own me_rev, so one beyond a gap is taken at once, and only the counter waits.
 */
export class Mine {
  private heard: number;

  constructor(
    readonly me: Signal<Me>,
    private readonly store: Store,
    private readonly people: People,
    /** How far I hold everything. */
    public rev = me.peek().me_rev ?? 0,
  ) {
    this.heard = rev;
  }

  /** Something was told that I do not hold all of. */
  get isBehind(): boolean {
    return this.heard > this.rev;
  }

  /** An event; false where something between is missing. */
  take(event: MembershipEvent | MeEvent): boolean {
    const { me_rev } = event;
    const isEmpty = event.type === "me" && !event.user;
    batch(() => {
      if (event.type === "membership") this.store.peek(event.conversation)?.personalise(event);
      else if (event.user) this.learn(event.user);
    });
    this.heard = Math.max(this.heard, me_rev);
    if (me_rev === this.rev + 1 && !isEmpty) this.rev = me_rev;
    return !this.isBehind;
  }

  /** What changed since what I held, as sync has it. */
  takeChanges({ me_rev, memberships, user }: MyChanges): void {
    batch(() => {
      for (const settings of memberships) this.store.peek(settings.conversation)?.personalise(settings);
      if (user) this.learn(user);
    });
    this.rev = Math.max(this.rev, me_rev);
  }

  /** My profile, unless the one held is newer. */
  learn(me: Me): void {
    if (me.me_rev < this.me.peek().me_rev) return;
    this.me.value = me;
    this.people.learn([me]);
  }

  /** No me_rev of before means anything any more. */
  reset(me: Me): void {
    this.rev = this.heard = me.me_rev;
    this.me.value = me;
    this.people.learn([me]);
  }
}
