import type {
  DraftSet,
  Me,
  MyMembership,
  NotificationPreferences,
  Request,
  SavedMark,
  StoredDraft,
  User,
} from "../../static/src/protocol/wire";

/** Alice's private state, and her changes of it on other devices. */
export abstract class FakePerson {
  /** Users who ask to add alice to a conversation. */
  asking: Request[] = [];
  /** Users whom alice blocks. */
  blocked: string[] = [];
  /** What alice saved. */
  saved: SavedMark[] = [];
  readonly me: Me = {
    id: "alice",
    username: "alice",
    display_name: "Alice",
    email: "alice@example.org",
    time_zone: "UTC",
    locale: "en",
    preferences: { enter_sends: true },
    who_may_add: "everyone",
    me_rev: 0,
  };
  private profileRev = 0;
  private choicesRev = 0;
  /** Lists of alice's by the me_rev of their last change. */
  private readonly changed = new Map<string, number>();
  /** Alice's own settings, by conversation. */
  readonly settings = new Map<string, MyMembership>();
  /** What alice has begun to write, by conversation. */
  readonly drafts = new Map<string, StoredDraft>();
  readonly notificationPreferences: NotificationPreferences = {
    notify: "all",
    notify_channels: "mentions",
    keywords: [],
    quiet_days: [],
    first_only: false,
    privacy: "auto",
  };
  /** The network carries nothing, in or out. */
  isCut = false;
  /** Live events are lost on their way. */
  losesEvents = false;
  protected readonly renamed: User[] = [];

  /** Sends an event to the conversation's members, and any other event to alice. */
  abstract publish(id: string, event: object): void;

  /** Alice makes this change on another device. */
  personalise(id: string, settings: Partial<MyMembership>): MyMembership {
    this.me.me_rev += 1;
    const held = { ...settings, conversation: id, me_rev: this.me.me_rev };
    this.settings.set(id, held);
    this.publish(id, { type: "membership", ...held });
    return held;
  }

  /** Alice reads on: what she marked as unread before is read. */
  protected readPast(id: string, seq: number): void {
    const { unread_from, ...settings } = this.settings.get(id) ?? {};
    if (unread_from && seq >= unread_from) this.personalise(id, settings);
  }

  /** A device of alice's stores a draft. */
  setDraft(input: Pick<StoredDraft, "conversation" | "text" | "reply_to"> & { base: number }): DraftSet {
    const { conversation, text, reply_to, base } = input;
    const held = this.drafts.get(conversation) ?? { conversation, me_rev: 0, text: "", updated_at: "" };
    const isSame = held.text === text && held.reply_to === reply_to;
    if (isSame || held.me_rev !== base) return { is_stored: isSame, draft: held };
    this.me.me_rev += 1;
    const draft = { conversation, text, updated_at: "", reply_to, me_rev: this.me.me_rev };
    this.drafts.set(conversation, draft);
    this.publish("me", { type: "draft", ...draft });
    return { is_stored: true, draft };
  }

  protected writtenDrafts(): StoredDraft[] {
    return [...this.drafts.values()].filter(({ text, reply_to }) => text || reply_to);
  }

  /** Alice makes that change on another device too. */
  renameMe(display_name: string): void {
    this.me.display_name = display_name;
    this.profileRev = this.me.me_rev += 1;
    this.publish("me", { type: "me", me_rev: this.me.me_rev, user: { ...this.me } });
  }

  /** Alice changes her notification preferences on another device. */
  choose(choices: Partial<NotificationPreferences>): void {
    Object.assign(this.notificationPreferences, choices);
    this.choicesRev = this.me.me_rev += 1;
    this.publish("me", { type: "me", me_rev: this.me.me_rev, notifications: this.choices() });
  }

  private choices(): object {
    return { ...this.notificationPreferences, me_rev: this.choicesRev };
  }

  /** Changes one of alice's lists. */
  changeList(name: string): void {
    this.me.me_rev += 1;
    const { me_rev } = this.me;
    this.changed.set(name, me_rev);
    this.publish(
      "me",
      name === "requests" ? { type: name, me_rev } : { type: "me", me_rev, changed: [name] },
    );
  }

  /** Renames a user who shares a conversation with alice. */
  renamePerson(id: string, display_name: string): void {
    const user = { id, username: id, display_name };
    if (this.isCut || this.losesEvents) this.renamed.push(user);
    else this.publish("people", { type: "user", user });
  }

  protected settingsOf(id: string): Omit<MyMembership, "conversation"> | undefined {
    const { conversation: _, ...settings } = this.settings.get(id) ?? { conversation: id, me_rev: 0 };
    return settings;
  }

  /** Returns alice's private state that is later than this me_rev. */
  protected privateSince(me_rev: number): object {
    return {
      id: "alice",
      me_rev: this.me.me_rev,
      memberships: [...this.settings.values()].filter((settings) => settings.me_rev > me_rev),
      drafts: [...this.drafts.values()].filter((draft) => draft.me_rev > me_rev),
      ...(this.profileRev > me_rev ? { user: { ...this.me, me_rev: this.profileRev } } : {}),
      ...(this.choicesRev > me_rev ? { notifications: this.choices() } : {}),
      changed: [...this.changed].filter(([, at]) => at > me_rev).map(([name]) => name),
    };
  }
}
