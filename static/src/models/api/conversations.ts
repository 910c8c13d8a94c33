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

export type NewConversation = StartConversation;

/** My conversations. */
export interface Conversations {
  /** Pinned first, then by latest activity; without archived ones. */
  readonly listed: ReadonlySignal<readonly ConversationItem[]>;
  readonly archived: ReadonlySignal<readonly ConversationItem[]>;
  /** Total of conversations that are neither muted nor blocked, for the page title. */
  readonly unread: ReadonlySignal<number>;
  /** More conversations are on the server. */
  readonly hasMore: ReadonlySignal<boolean>;
  /** One page at a time; rejects when it cannot be had. */
  loadMore(): Promise<void>;
  /** (reactive) undefined: not mine, or not loaded; `fetch` finds out. */
  get(id: ConversationId): ConversationItem | undefined;
  fetch(id: ConversationId): Promise<ConversationItem | null>;
  /** Mine that are called so, or have a member who is; loaded or not. */
  search(query: string): Promise<ConversationItem[]>;
  create(input: NewConversation): Promise<ConversationItem>;
  update(id: ConversationId, changes: ChangeConversation): Promise<void>;
  setPicture(id: ConversationId, picture: Blob | null): Promise<void>;
  /** Closes it for everyone (read-only), or reopens it. */
  setClosed(id: ConversationId, isClosed: boolean): Promise<void>;
  /** Mine only: mute (null ends it), pin, archive. Shown at once, taken back when refused. */
  setMembership(id: ConversationId, changes: PersonaliseConversation): Promise<void>;
  markRead(id: ConversationId): void;
  searchChannels(query: string, cursor?: string): Promise<Page<Channel>>;
  join(id: ConversationId): Promise<ConversationItem>;
  leave(id: ConversationId): Promise<void>;
}
