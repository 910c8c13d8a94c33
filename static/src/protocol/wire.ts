// The wire contract, version 1, as types. Names are those of docs/protocol.

export type ConversationId = string;
export type UserId = string;

export interface User {
  id: UserId;
  username: string;
  display_name: string;
  avatar?: string | null;
}

/** What only its owner sees of a user. */
export interface Me extends User {
  email: string;
  time_zone: string;
  locale: string;
  preferences: Preferences;
}

export interface Preferences {
  enter_sends: boolean;
}

export type Kind = "direct" | "group" | "channel";
export type Role = "owner" | "admin" | "member";
export type History = "all" | "joined";

export interface Member {
  user: UserId;
  role: Role;
  rev: number;
  joined_at: string;
  delivered_seq: number;
  read_seq: number;
  left_at?: string | null;
}

/** My own membership, with what only I see of it. `first_seq` is the first message I may read. */
export interface Membership {
  user: UserId;
  role: Role;
  rev: number;
  joined_at: string;
  delivered_seq: number;
  read_seq: number;
  first_seq: number;
  muted_until?: string | null;
  pinned_at?: string | null;
  archived_at?: string | null;
}

/** An encrypted body; the server and this version of the client cannot read it. */
export interface Envelope {
  algorithm: string;
  ciphertext: string;
}

export interface Attachment {
  id: string;
}

export type Reactions = Record<string, UserId[]>;

export interface Message {
  conversation: ConversationId;
  seq: number;
  rev: number;
  client_id: string;
  sender: UserId;
  body?: string | null;
  envelope?: Envelope | null;
  created_at: string;
  edited_at?: string | null;
  deleted_at?: string | null;
  reply_to?: number | null;
  attachments: Attachment[];
  reactions: Reactions;
}

/** What all members share of a conversation; a `conversation` event that is a change carries this. */
export interface SharedConversation {
  id: ConversationId;
  kind: Kind;
  title: string;
  topic: string;
  history: History;
  rev: number;
  last_seq: number;
  member_count: number;
  created_at: string;
  last_activity_at: string;
}

/** A conversation as one member sees it. */
export interface Conversation extends SharedConversation {
  unread: number;
  members: Member[];
  last_message?: Message | null;
  membership: Membership;
}

export interface Channel {
  id: ConversationId;
  title: string;
  topic: string;
  member_count: number;
}

export interface Invitation {
  id: string;
  conversation: ConversationId;
  token: string;
  created_by: UserId;
  created_at: string;
  uses: number;
  max_uses?: number | null;
  expires_at?: string | null;
}

/** What an invitation says of its conversation to one who is not in it. */
export interface InvitedTo {
  id: ConversationId;
  kind: Kind;
  title: string;
  member_count: number;
}

export interface InvitationPreview {
  conversation: InvitedTo;
  created_by: UserId;
  is_member: boolean;
  expires_at?: string | null;
}

export interface Page<Item> {
  items: Item[];
  next_cursor?: string | null;
}

export interface Changes {
  rev: number;
  conversation?: SharedConversation | null;
  members: Member[];
  messages: Message[];
  more: boolean;
}

export interface Receipt {
  conversation: ConversationId;
  user: UserId;
  delivered_seq: number;
  read_seq: number;
}

export interface Presence {
  online: boolean;
  last_seen_at?: string | null;
}

// --- errors -------------------------------------------------------------------------------------

export type ErrorCode =
  | "invalid"
  | "not_authenticated"
  | "forbidden"
  | "not_found"
  | "conflict"
  | "client_id_used"
  | "last_owner"
  | "too_large"
  | "rate_limited"
  | "mfa_required"
  | "token_invalid"
  | "unavailable";

export interface ErrorBody {
  code: ErrorCode | (string & {});
  detail: string;
  fields?: Record<string, string[]> | null;
  retry_after_ms?: number | null;
}

// --- the socket: server to client ---------------------------------------------------------------

export type Limits = Record<string, number>;

export interface WelcomeEvent {
  type: "welcome";
  user: UserId;
  session: string;
  epoch: string;
  heartbeat_ms: number;
  limits: Limits;
}

export interface MessageEvent {
  type: "message";
  conversation: ConversationId;
  rev: number;
  message: Message;
}

export interface ConversationEvent {
  type: "conversation";
  conversation: SharedConversation | Conversation;
}

export interface MemberEvent {
  type: "member";
  conversation: ConversationId;
  rev: number;
  member_count: number;
  member: Member;
}

export interface GoneEvent {
  type: "gone";
  conversation: ConversationId;
  rev: number;
}

/** An addition of ours: `rev` moved by something this member may not see. */
export interface RevEvent {
  type: "rev";
  conversation: ConversationId;
  rev: number;
}

export interface ReceiptEvent extends Receipt {
  type: "receipt";
}

/** An addition of ours: my mute, pin or archive changed on another of my devices. */
export interface MembershipEvent {
  type: "membership";
  conversation: ConversationId;
  muted_until?: string | null;
  pinned_at?: string | null;
  archived_at?: string | null;
}

export interface TypingEvent {
  type: "typing";
  conversation: ConversationId;
  user: UserId;
  active: boolean;
}

export interface PresenceEvent extends Presence {
  type: "presence";
  user: UserId;
}

export interface GoawayEvent {
  type: "goaway";
  after_ms: number;
}

export type Event =
  | WelcomeEvent
  | MessageEvent
  | ConversationEvent
  | MemberEvent
  | GoneEvent
  | RevEvent
  | ReceiptEvent
  | MembershipEvent
  | TypingEvent
  | PresenceEvent
  | GoawayEvent;

export interface Reply {
  type: "reply";
  to: string | null;
  ok?: unknown;
  error?: ErrorBody;
}

export type ServerFrame = Event | Reply;

// --- the socket: commands and what each is answered with ----------------------------------------

export interface SyncInput {
  revs: Record<ConversationId, number>;
  as_of?: string;
  limit?: number;
}

export interface SyncOk {
  changes: Record<ConversationId, Changes>;
  conversations: Conversation[];
  gone: { conversation: ConversationId; rev: number }[];
  receipts: Receipt[];
  as_of: string;
  caught_up: boolean;
}

export interface SendInput {
  conversation: ConversationId;
  client_id: string;
  body: string;
  reply_to?: number;
  attachments?: string[];
}

export interface SendOk {
  seq: number;
  rev: number;
  created_at: string;
}

export interface MessageRef {
  conversation: ConversationId;
  seq: number;
}

export interface Watermarks {
  delivered_seq: number;
  read_seq: number;
}

export interface RevOk {
  rev: number;
}

/** Every command: what it takes, what it is answered with. */
export interface Commands {
  sync: { input: SyncInput; ok: SyncOk };
  "message.send": { input: SendInput; ok: SendOk };
  "message.edit": { input: MessageRef & { body: string }; ok: RevOk };
  "message.delete": { input: MessageRef; ok: RevOk };
  "reaction.add": { input: MessageRef & { emoji: string }; ok: RevOk };
  "reaction.remove": { input: MessageRef & { emoji: string }; ok: RevOk };
  "receipt.advance": { input: { conversation: ConversationId } & Partial<Watermarks>; ok: Watermarks };
  "typing.start": { input: { conversation: ConversationId }; ok: Record<string, never> };
  "typing.stop": { input: { conversation: ConversationId }; ok: Record<string, never> };
  "presence.watch": { input: { users: UserId[] }; ok: { users: Record<UserId, Presence> } };
  ping: { input: Record<string, never>; ok: Record<string, never> };
}

export type CommandName = keyof Commands;

/** The JSON the chat page carries, so that the first paint needs no request. */
export interface FirstState {
  me: Me;
  /** Those the first conversations show. */
  users?: User[];
  conversations: Page<Conversation>;
  csrf: string;
}
