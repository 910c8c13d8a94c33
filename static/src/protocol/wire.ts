// The wire contract as the client speaks of it: the server's own types (generated.ts), and the few of this side.
import type {
  ConversationEvent as ChangedConversationEvent,
  Command,
  Conversation,
  ErrorBody,
  Me,
  Message,
  Moved,
  NewConversationEvent,
  Page,
  Replies,
  ReplyEvent,
  SendMessage,
  SentMessage,
  Event as ServerEvent,
  Sync,
  Synced,
  User,
} from "./generated";

export type {
  Changes,
  Channel,
  Conversation,
  ErrorBody,
  ErrorCode,
  GoawayEvent,
  GoneEvent,
  History,
  Invitation,
  InvitationPreview,
  Kind,
  Me,
  Member,
  MemberEvent,
  Membership,
  MembershipEvent,
  Message,
  MessageEvent,
  Page,
  Preferences,
  Presence,
  PresenceEvent,
  Receipt,
  ReceiptEvent,
  RevEvent,
  Role,
  SharedConversation,
  TypingEvent,
  User,
  Watermarks,
  WelcomeEvent,
} from "./generated";

export type ConversationId = string;
export type UserId = string;
export type Reactions = Message["reactions"];

// --- the socket: server to client ---------------------------------------------------------------

/** Whole when the conversation is new to me, what all share of it when it changed. */
export type ConversationEvent = ChangedConversationEvent | NewConversationEvent;

export type Event = ServerEvent;
export type Reply = Omit<ReplyEvent, "error"> & { error?: ErrorBody };
export type ServerFrame = Event | Reply;

// --- the socket: commands and what each is answered with ----------------------------------------

/** A command without what the line adds: its name and its id. */
type Input<C extends Command> = Omit<C, "type" | "id">;

export type SyncInput = Input<Sync>;
export type SyncOk = Synced;
export type SendInput = Input<SendMessage>;
export type SendOk = SentMessage;
export type RevOk = Moved;

export type CommandName = Command["type"];

/** Every command: what it takes, what it is answered with. */
export type Commands = {
  [Name in CommandName]: { input: Input<Extract<Command, { type: Name }>>; ok: Replies[Name] };
};

/** The JSON the chat page carries, so that the first paint needs no request. */
export interface FirstState {
  me: Me;
  /** Those the first conversations show. */
  users?: User[];
  conversations: Page<Conversation>;
  csrf: string;
}
