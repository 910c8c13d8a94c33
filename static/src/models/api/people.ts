import type { ConversationId, FileReport, Presence, Profile, User, UserId } from "../../protocol/wire";

/** Other people, and the user's blocks and reports of them. */
export interface People {
  /** (reactive) A placeholder until the name and picture arrive. */
  get(id: UserId): User;
  /** (reactive) The loaded person with this username. */
  named(username: string): UserId | undefined;
  search(query: string): Promise<User[]>;
  /** (reactive) undefined until it is loaded, null if the account no longer exists. */
  profile(id: UserId): Profile | null | undefined;
  /** Fetches the profile again, because another device may have blocked the person. */
  renewProfile(id: UserId): Promise<void>;
  block(id: UserId): Promise<void>;
  unblock(id: UserId): Promise<void>;
  /** Blocks a person and leaves the groups that they added the user to. Resolves to the number of groups. */
  leaveAndBlock(id: UserId): Promise<number>;
  /** Sends a report to staff. */
  report(input: FileReport): Promise<void>;
}

/** Presence and typing. */
export interface Presences {
  /** (reactive) */
  of(id: UserId): Presence | undefined;
  /** The people whose presence the screen shows, at most `LIMITS.presence_watch`; replaces the last list. */
  watch(users: readonly UserId[]): void;
  /** (reactive) The other people who are typing there. */
  typing(id: ConversationId): readonly UserId[];
  /** Call at every keystroke with content, and `doneTyping` when the field is emptied, sent or left. */
  typed(id: ConversationId): void;
  doneTyping(id: ConversationId): void;
}
