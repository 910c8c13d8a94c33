// What the screen may ask of the engine. The elements know this file and nothing below it.
//
// State is read through signals: `x.value` in a render of a SignalWatcher element subscribes it to x.
// A method marked "(reactive)" reads signals too, so calling it in a render subscribes likewise.
// Nothing here waits for the network before the screen changes, except where a Promise is returned.

import type { ReadonlySignal } from "@preact/signals-core";
import type { Permission } from "../connection/world";
import type {
  Attachment,
  Ban,
  BanPerson,
  ChangeConversation,
  ChangePreferences,
  Channel,
  Commands,
  Conversation,
  ConversationId,
  CreateInvitation,
  EditProfile,
  FileReport,
  HappeningKind,
  Invitation,
  InvitationPreview,
  Kind,
  Ledger,
  Me,
  Member,
  Message,
  Notification,
  NotificationPreferences,
  Page,
  PersonaliseConversation,
  Presence,
  Profile,
  Reactions,
  ReadOnly,
  Registration,
  Request,
  Role,
  ServerNotice,
  SharedFile,
  SharedLink,
  StartConversation,
  User,
  UserId,
} from "../protocol/wire";

import type { Shown, Voice } from "./attachments";
import type { VerbName } from "./verbs";

export type { Refusal } from "../connection/errors";
export type * from "../protocol/wire";
export type { Shown, Voice };

/** The small line that says how the connection is. `visible` turns true only after a moment of trouble. */
export interface ConnectionLine {
  phase: "connecting" | "online" | "limited" | "offline" | "signed-out";
  visible: boolean;
  /** When the next attempt is due (ms since the epoch), while waiting. */
  retryAt: number | null;
}

/** What holds for the whole server, as it last said. */
export interface Standing {
  readOnly: ReadOnly | null;
  notices: readonly ServerNotice[];
}

/** A conversation in the list: the wire object plus what the engine derives. */
export interface ConversationItem {
  id: ConversationId;
  kind: Kind;
  conversation: Conversation;
  /** The title to show: the other person's name in a direct one. */
  title: string;
  /** The other person of a direct conversation (me, in a note to self). */
  peer: User | null;
  unread: number;
  /** A direct conversation with a person I block. */
  blocked: boolean;
  muted: boolean;
  pinned: boolean;
  archived: boolean;
  /** The newest thing to preview: my unsent message, else the last one. */
  last: Preview | null;
  /** Unsent messages that failed. */
  failed: number;
  draft: string;
  activityAt: string;
}

export interface Preview {
  sender: UserId;
  mine: boolean;
  content: Content;
  files: readonly Attachment[];
  at: string;
  status: Status | null;
}

/** What a message says. `envelope` is text this client cannot read (yet). */
export type Content =
  | { kind: "text"; text: string }
  | { kind: "deleted" }
  | { kind: "envelope"; algorithm: string };

export type Status = "sending" | "failed" | "sent" | "delivered" | "read";

/** What may be done to a message that is there. */
export type Change = Exclude<VerbName, "message.send">;

/** A command that waits in the outbox, or failed there. */
export interface Outgoing {
  client_id: string;
  conversation: ConversationId;
  body: string;
  reply_to: number | null;
  /** Its files, by this browser's ids. */
  files: readonly string[];
  created_at: string;
  state: "waiting" | "sending" | "failed" | "acknowledged";
  /** Why it failed, in words for people. */
  reason: string | null;
  /** Those of its files that the server does not take: it may be sent without them. */
  refused_files: readonly string[];
}

/** An edit that was refused. The message says what it said before. */
export interface FailedEdit {
  id: string;
  body: string;
  reason: string;
}

export interface DayRow {
  kind: "day";
  key: string;
  /** The local calendar day, YYYY-MM-DD. */
  day: string;
}

export interface UnreadRow {
  kind: "unread";
  key: "unread";
  at: string;
}

export interface MessageRow {
  kind: "message";
  /** Stable from the local echo to the server's message and on. */
  key: string;
  /** null while unsent. */
  seq: number | null;
  sender: UserId;
  mine: boolean;
  at: string;
  content: Content;
  edited: boolean;
  replyTo: number | null;
  reactions: Reactions;
  /** First (avatar and name) and last of a run by one sender within five minutes. */
  startsGroup: boolean;
  endsGroup: boolean;
  /** Of my own messages only. */
  status: Status | null;
  message: Message | null;
  outgoing: Outgoing | null;
  failedEdit: FailedEdit | null;
}

/** A change of the conversation. Consecutive people who joined or left share a line. */
export interface LineRow {
  kind: "line";
  key: string;
  at: string;
  what: HappeningKind;
  /** The person who did it to others; null if they did it themselves or the person no longer exists. */
  by: UserId | null;
  users: readonly UserId[];
  title: string;
}

export type Row = DayRow | UnreadRow | LineRow | MessageRow;

export interface TimelineState {
  loading: "no" | "first" | "older" | "newer";
  /** Nothing older, nothing newer than what the rows show. */
  atStart: boolean;
  atEnd: boolean;
  /** The last load failed: say so, offer `retry()`. */
  error: string | null;
}

/** One conversation's messages in view: a window that grows both ways. */
export interface Timeline {
  readonly conversation: ConversationId;
  readonly rows: ReadonlySignal<readonly Row[]>;
  readonly state: ReadonlySignal<TimelineState>;
  /** The first unread seq when the conversation was opened; stays. null: nothing was unread. */
  readonly dividerSeq: ReadonlySignal<number | null>;
  /** Messages of others that are unread now, for the jump button. */
  readonly unread: ReadonlySignal<number>;
  /** Where the screen should go. A new object each time, so the same seq twice scrolls twice. */
  readonly target: ReadonlySignal<{ seq: number | "latest"; highlight: boolean } | null>;
  loadOlder(): Promise<void>;
  loadNewer(): Promise<void>;
  retry(): Promise<void>;
  /** Loads around the seq where need be, then sets `target`. False: no such message for me. */
  jumpTo(seq: number, options?: { highlight?: boolean }): Promise<boolean>;
  jumpToLatest(): Promise<void>;
  jumpToUnread(): Promise<void>;
  /** The screen reports the seqs in view at every scroll; the engine reads (when focused) and drops far pages. */
  inView(first: number, last: number): void;
  /** A message for a reply quote (reactive): undefined while it is being fetched, null when there is none. */
  message(seq: number): Message | null | undefined;
  close(): void;
}

export interface MemberList {
  readonly items: ReadonlySignal<readonly MemberItem[]>;
  readonly loading: ReadonlySignal<boolean>;
  readonly hasMore: ReadonlySignal<boolean>;
  loadMore(): Promise<void>;
  close(): void;
}

/** A list that grows page by page. */
export interface SharedList<Item> {
  readonly items: ReadonlySignal<readonly Item[]>;
  readonly loading: ReadonlySignal<boolean>;
  readonly hasMore: ReadonlySignal<boolean>;
  /** Why the last page could not be had, in words for people. */
  readonly error: ReadonlySignal<string | null>;
  loadMore(): Promise<void>;
}

export interface MemberItem {
  user: User;
  role: Role;
  member: Member;
}

/** What a message said until it was edited. */
export interface Earlier {
  content: Content;
  until: string;
}

export interface Readers {
  read: UserId[];
  delivered: UserId[];
  waiting: UserId[];
}

export interface Draft {
  text: string;
  reply_to: number | null;
  /** The seq of my message that is being edited. */
  editing: number | null;
  /** What was being written when the edit began; it comes back after. */
  under?: { text: string; reply_to: number | null };
}

export type NewConversation = StartConversation;

export interface ThisDevice {
  permission: Permission;
  /** Switched on, and allowed by the browser. */
  isOn: boolean;
  sound: boolean;
  /** The server's name for where this browser is told while no page is open; null: it is not. */
  registration: string | null;
  /** Why not. */
  problem: string | null;
  isBusy: boolean;
}

/** Notifications in this browser. */
export interface Notifying {
  readonly device: ReadonlySignal<ThisDevice>;
  /** A quiet line is to offer them: he just did something that they would follow up on. */
  readonly isOffered: ReadonlySignal<boolean>;
  /** They wrote a message. */
  moment(): void;
  notNow(): void;
  setSound(isOn: boolean): void;
  /** Looks again at what the browser allows. */
  look(): void;
  /** Only on a press: the browser asks the person then. */
  turnOn(): Promise<void>;
  turnOff(): Promise<void>;
}

/** What the account wants to hear of, on which devices, and what became of it. */
export interface NotificationSettings {
  readonly preferences: ReadonlySignal<NotificationPreferences | null>;
  load(): Promise<NotificationPreferences>;
  /** Shown at once, taken back when refused. */
  change(changes: ChangePreferences): Promise<void>;
  registrations(): Promise<Registration[]>;
  switch(registration: string, isOn: boolean): Promise<void>;
  /** Sends one and follows it, step by step, until it is shown, has failed or takes too long. */
  test(registration: string, onStep: (notification: Notification) => void): Promise<Notification>;
  why(id: ConversationId, seq: number): Promise<Ledger>;
}

export interface Chat {
  readonly me: ReadonlySignal<Me>;
  readonly connection: ReadonlySignal<ConnectionLine>;
  /** How much of mine waits to be sent, in all conversations. */
  readonly waiting: ReadonlySignal<number>;
  /** Does not wait for the next attempt to connect. */
  connectNow(): void;
  readonly server: ReadonlySignal<Standing>;
  /** Pinned first, then by latest activity; without archived ones. */
  readonly conversations: ReadonlySignal<readonly ConversationItem[]>;
  readonly archived: ReadonlySignal<readonly ConversationItem[]>;
  /** More conversations are on the server. */
  readonly hasMoreConversations: ReadonlySignal<boolean>;
  /** Total of conversations that are neither muted nor blocked, for the page title. */
  readonly totalUnread: ReadonlySignal<number>;
  readonly notifying: Notifying;
  readonly notificationSettings: NotificationSettings;

  start(): void;
  stop(): void;
  /** Posts the sign-out, then wipes outbox, drafts and caches of this browser. Ask first where `unsent` says so. */
  signOut(): Promise<void>;
  /** What is in this browser only: messages that are not sent, and drafts. */
  unsent(): { messages: number; drafts: number };

  /** One page at a time; rejects when it cannot be had. */
  loadMoreConversations(): Promise<void>;
  /** (reactive) undefined: not mine, or not loaded; `fetchConversation` finds out. */
  conversation(id: ConversationId): ConversationItem | undefined;
  fetchConversation(id: ConversationId): Promise<ConversationItem | null>;
  /** (reactive) A placeholder until the profile arrives. */
  user(id: UserId): User;
  /** (reactive) Who has this username, among those whose profile is loaded. */
  userNamed(username: string): UserId | undefined;
  /** (reactive) */
  presence(id: UserId): Presence | undefined;
  /** (reactive) Who is typing there, without me. */
  typing(id: ConversationId): readonly UserId[];
  /** The people whose presence the screen shows, at most `LIMITS.presence_watch`; replaces the last list. */
  watchPresence(users: readonly UserId[]): void;

  open(id: ConversationId, options?: { at?: number }): Timeline;

  draft(id: ConversationId): ReadonlySignal<Draft>;
  setDraft(id: ConversationId, draft: Draft): void;
  /** Puts a text before what is being written. */
  addToDraft(id: ConversationId, text: string): void;
  /** Puts a message of mine into the composer; what is being written there comes back after. */
  beginEdit(id: ConversationId, seq: number, text: string): void;
  endEdit(id: ConversationId): void;
  /** Call at every keystroke with content; `doneTyping` when emptied, sent or left. */
  typed(id: ConversationId): void;
  doneTyping(id: ConversationId): void;

  sendVoice(id: ConversationId, file: File, voice: Voice, options?: { reply_to?: number | null }): void;
  /** Throws, and takes nothing, where too much waits to be sent already. */
  send(id: ConversationId, body: string, options?: { reply_to?: number | null }): void;
  /** (reactive) Files beside the text that is being written. */
  attached(id: ConversationId): readonly Shown[];
  attach(id: ConversationId, files: readonly File[], options?: { voice?: Voice | null }): void;
  detach(id: ConversationId, file: string): void;
  /** (reactive) Files of sent messages that are not there yet. */
  uploads(): readonly Shown[];
  retryUpload(file: string): void;
  cancelUpload(file: string): void;
  /** Whether leaving the page would break an upload off, or lose what this browser cannot store. */
  losesOnLeaving(): boolean;
  /** (reactive) The files of a message, with what only this browser knows of them. */
  files(row: MessageRow): Shown[];

  retry(id: string): void;
  /** Sends a message without the files that were refused. */
  retryWithout(id: string): void;
  /** A failed message or edit goes back into the composer, above what is being written there. */
  takeBack(id: string): void;
  discard(id: string): void;
  /**
   * Changes a message: at once here, on the server as soon as it can be. Where too much waits to be sent already, an edit
   * throws, and of anything else a notice says so.
   */
  perform<Name extends Change>(command: Name, input: Commands[Name]["input"]): void;
  /** My newest message that I may edit, for ArrowUp; null where there is none in memory. */
  lastOwn(id: ConversationId): Message | null;
  permalink(id: ConversationId, seq: number): string;
  /** (reactive) How far the others are with my message. */
  readers(id: ConversationId, seq: number): Readers;
  /** What a message said before it was edited, oldest first. */
  earlier(id: ConversationId, seq: number): Promise<Earlier[]>;
  /** Edits, deletions and reactions that were refused, as sentences; read and forgotten by the toast. */
  readonly notices: ReadonlySignal<readonly Notice[]>;
  dismissNotice(id: string): void;

  searchUsers(query: string): Promise<User[]>;
  /** Mine that are called so, or have a member who is; loaded or not. */
  searchConversations(query: string): Promise<ConversationItem[]>;
  createConversation(input: NewConversation): Promise<ConversationItem>;
  updateConversation(id: ConversationId, changes: ChangeConversation): Promise<void>;
  /** Closes it for everyone (read-only), or reopens it. */
  setClosed(id: ConversationId, isClosed: boolean): Promise<void>;
  /** Mine only: mute (null ends it), pin, archive. Shown at once, taken back when refused. */
  setMembership(id: ConversationId, changes: PersonaliseConversation): Promise<void>;
  markRead(id: ConversationId): void;

  members(id: ConversationId): MemberList;
  /** False: the person is asked first. */
  addMember(id: ConversationId, user: UserId, role?: Role): Promise<boolean>;
  removeMember(id: ConversationId, user: UserId): Promise<void>;
  changeRole(id: ConversationId, user: UserId, role: Role): Promise<void>;
  leave(id: ConversationId): Promise<void>;

  bans(id: ConversationId): Promise<Ban[]>;
  ban(id: ConversationId, input: BanPerson): Promise<void>;
  liftBan(id: ConversationId, user: UserId): Promise<void>;

  /** Those who ask to bring me into a conversation. */
  readonly requests: ReadonlySignal<readonly Request[]>;
  acceptRequest(request: string): Promise<ConversationItem>;
  refuseRequest(request: string, verb: "decline" | "block"): Promise<void>;
  /** (reactive) A person's profile; undefined until it is loaded, null if the account no longer exists. */
  profile(user: UserId): Profile | null | undefined;
  renewProfile(user: UserId): Promise<void>;
  block(user: UserId): Promise<void>;
  unblock(user: UserId): Promise<void>;
  /** Sends a report to staff. */
  report(input: FileReport): Promise<void>;
  /** Blocks a person and leaves the groups they added me to; how many those were. */
  leaveAndBlock(user: UserId): Promise<number>;

  searchChannels(query: string, cursor?: string): Promise<Page<Channel>>;
  join(id: ConversationId): Promise<ConversationItem>;

  invitations(id: ConversationId): Promise<Invitation[]>;
  createInvitation(id: ConversationId, input: CreateInvitation): Promise<Invitation>;
  revokeInvitation(id: ConversationId, invitation: string): Promise<void>;
  invitation(token: string): Promise<InvitationPreview>;
  acceptInvitation(token: string): Promise<ConversationItem>;

  updateMe(changes: EditProfile): Promise<void>;
  /** My picture, or none. */
  setAvatar(picture: Blob | null): Promise<void>;
  setPicture(id: ConversationId, picture: Blob | null): Promise<void>;

  /** What was ever shared in a conversation, latest first; empty until `loadMore()`. */
  sharedFiles(id: ConversationId, kind: "media" | "files", search?: string): SharedList<SharedFile>;
  sharedLinks(id: ConversationId, search?: string): SharedList<SharedLink>;
}

export interface Notice {
  id: string;
  text: string;
}
