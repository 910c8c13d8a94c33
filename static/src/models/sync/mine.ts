import { batch, type Signal } from "@preact/signals-core";
import type { Calls } from "../../connection/calls";
import type {
  ConversationId,
  DraftEvent,
  EditProfile,
  Me,
  MeEvent,
  MembershipEvent,
  MyChanges,
  NotificationChoices,
  RequestsEvent,
  StoredDraft,
} from "../../protocol/wire";
import type { Account } from "../api";
import type { Users } from "../people/users";
import type { Store } from "./store";

type MyEvent = MembershipEvent | MeEvent | DraftEvent | RequestsEvent;

export interface MineListener {
  onChoices(choices: NotificationChoices): void;
  /** Called when messages of a conversation are marked as unread: the mentions in them may not be held. */
  onMarked(conversation: ConversationId): void;
  /** Called when these lists of the user changed. */
  onLists(names: readonly string[]): void;
  onDrafts(drafts: readonly StoredDraft[]): void;
  /** Called when all held private state is out of date. */
  onReset(): void;
}

/**
 * The user's private state, with its own counter. At me_rev r, r+1 is next, ≤ r is ignored, more is a gap. Each event
 * is complete and has its own me_rev, so one after a gap is applied at once, and only the counter waits.
 */
export class Mine implements Account {
  private newest: number;

  constructor(
    readonly me: Signal<Me>,
    private readonly store: Store,
    private readonly users: Users,
    private readonly calls: Calls,
    private readonly listener: MineListener,
    /** The me_rev up to which everything has arrived. */
    public rev = me.peek().me_rev ?? 0,
  ) {
    this.newest = rev;
  }

  /** Whether there is a gap. */
  get isBehind(): boolean {
    return this.newest > this.rev;
  }

  /** Applies an event. Returns false if it follows a gap. */
  take(event: MyEvent): boolean {
    const { me_rev } = event;
    const isEmpty = event.type === "me" && !event.user && !event.notifications && !event.changed?.length;
    if (me_rev > this.rev) this.takeThings(event);
    this.newest = Math.max(this.newest, me_rev);
    if (me_rev === this.rev + 1 && !isEmpty) this.rev = me_rev;
    return !this.isBehind;
  }

  /** Applies the private changes of a sync. */
  takeChanges({ me_rev, memberships, user, notifications, drafts, changed }: MyChanges): void {
    batch(() => {
      for (const settings of memberships) this.store.peek(settings.conversation)?.personalise(settings);
      if (user) this.learn(user);
    });
    for (const { conversation, unread_from } of memberships)
      if (unread_from) this.listener.onMarked(conversation);
    if (notifications) this.listener.onChoices(notifications);
    if (drafts?.length) this.listener.onDrafts(drafts);
    if (changed?.length) this.listener.onLists(changed);
    this.rev = Math.max(this.rev, me_rev);
  }

  private takeThings(event: MyEvent): void {
    const nothing = { id: this.me.peek().id, me_rev: 0, memberships: [] };
    if (event.type === "membership") this.takeChanges({ ...nothing, memberships: [event] });
    else if (event.type === "draft") this.takeChanges({ ...nothing, drafts: [event] });
    else if (event.type === "requests") this.takeChanges({ ...nothing, changed: ["requests"] });
    else this.takeChanges({ ...nothing, ...event, me_rev: 0 });
  }

  async update(changes: EditProfile): Promise<void> {
    this.learn(await this.calls.updateMe(changes));
  }

  async setAvatar(picture: Blob | null): Promise<void> {
    this.learn(await this.calls.setAvatar(picture));
  }

  /** Stores the user's profile, unless the held one is newer. */
  learn(me: Me): void {
    if (me.me_rev < this.me.peek().me_rev) return;
    this.me.value = me;
    this.users.learn([me]);
  }

  /** Starts again from this profile: earlier me_revs are no longer valid. */
  reset(me: Me): void {
    this.rev = this.newest = me.me_rev;
    this.me.value = me;
    this.users.learn([me]);
    this.listener.onReset();
  }
}
