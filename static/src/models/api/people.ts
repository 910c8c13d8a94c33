import type { ConversationId, FileReport, Presence, Profile, User, UserId } from "../../protocol/wire";

/** Other people, and what is between them and me. */
export interface People {
  /** (reactive) A placeholder until the name and picture arrive. */
  get(id: UserId): User;
  /** (reactive) Who has this username, among those whose profile is loaded. */
  named(username: string): UserId | undefined;
  search(query: string): Promise<User[]>;
  /** (reactive) undefined until it is loaded, null if the account no longer exists. */
  profile(id: UserId): Profile | null | undefined;
  /** Fetches it again: another device may have blocked the person. */
  renewProfile(id: UserId): Promise<void>;
  block(id: UserId): Promise<void>;
  unblock(id: UserId): Promise<void>;
  /** Blocks a person and leaves the groups they added me to; how many those were. */
  leaveAndBlock(id: UserId): Promise<number>;
  /** Sends a report to staff. */
  report(input: FileReport): Promise<void>;
}

/** Who is here, and who types. */
export interface Presences {
  /** (reactive) */
  of(id: UserId): Presence | undefined;
  /** The people whose presence the screen shows, at most `LIMITS.presence_watch`; replaces the last list. */
  watch(users: readonly UserId[]): void;
  /** (reactive) Who is typing there, without me. */
  typing(id: ConversationId): readonly UserId[];
  /** Call at every keystroke with content; `doneTyping` when emptied, sent or left. */
  typed(id: ConversationId): void;
  doneTyping(id: ConversationId): void;
}
