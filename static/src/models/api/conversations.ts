import type { ReadonlySignal } from "@preact/signals-core";
import type {
  Attachment,
  ChangeConversation,
  Channel,
  Conversation,
  ConversationId,
  Kind,
  Page,
  PersonaliseConversation,
  StartConversation,
  User,
  UserId,
} from "../../protocol/wire";
import type { Content, Status } from "./content";

/** A conversation in the list: the wire object plus what the engine derives. */
export interface ConversationItem {
  id: ConversationId;
  kind: Kind;
  conversation: Conversation;
  /** The title to show; in a direct conversation the other person's name. */
  title: string;
  /** The other person of a direct conversation; the user themselves in a note to self. */
  peer: User | null;
  /** Includes what the user marked as unread. */
  unread: number;
  /** The number of unread messages that mention the user; 100 stands for 100 or more. */
  mentions: number;
  /** Whether it is a direct conversation with a person whom the user blocks. */
  blocked: boolean;
  muted: boolean;
  pinned: boolean;
  archived: boolean;
  /** The preview: the user's newest unsent message, or else the last message. */
  last: Preview | null;
  /** The number of failed messages. */
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

export type NewConversation = StartConversation;

/** The user's conversations. */
export interface Conversations {
  /** Pinned first, then by latest activity. Excludes archived ones. */
  readonly listed: ReadonlySignal<readonly ConversationItem[]>;
  readonly archived: ReadonlySignal<readonly ConversationItem[]>;
  /** Unread messages of all conversations that are neither muted nor blocked, for the page title. */
  readonly unread: ReadonlySignal<number>;
  /** Whether the server has more conversations. */
  readonly hasMore: ReadonlySignal<boolean>;
  /** Loads one page; rejects if that fails. */
  loadMore(): Promise<void>;
  /** (reactive) undefined: not a conversation of the user, or not loaded; `fetch` distinguishes these. */
  get(id: ConversationId): ConversationItem | undefined;
  fetch(id: ConversationId): Promise<ConversationItem | null>;
  /** The user's conversations whose title or member matches, loaded or not. */
  search(query: string): Promise<ConversationItem[]>;
  create(input: NewConversation): Promise<ConversationItem>;
  update(id: ConversationId, changes: ChangeConversation): Promise<void>;
  setPicture(id: ConversationId, picture: Blob | null): Promise<void>;
  /** Closes it for everyone (read-only), or reopens it. */
  setClosed(id: ConversationId, isClosed: boolean): Promise<void>;
  /** Personal settings: mute (null ends it), pin, archive, mark as unread. Shown at once, reverted if refused. */
  setMembership(id: ConversationId, changes: PersonaliseConversation): Promise<void>;
  markRead(id: ConversationId): void;
  searchChannels(query: string, cursor?: string): Promise<Page<Channel>>;
  join(id: ConversationId): Promise<ConversationItem>;
  leave(id: ConversationId): Promise<void>;
}
