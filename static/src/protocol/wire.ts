// The contract's types, generated from the server's, and the types that only a client needs.

import type {
  Command,
  Conversation,
  ErrorBody,
  Event,
  Me,
  NotificationPreferences,
  Page,
  Replies,
  ReplyEvent,
  User,
} from "./generated";

export type * from "./generated";

export type ConversationId = string;
export type UserId = string;
export type Reactions = Record<string, UserId[]>;
export type Privacy = NotificationPreferences["privacy"];

/** The reply to a command. */
export type Reply = Omit<ReplyEvent, "error"> & { error?: ErrorBody };

export type ServerFrame = Event | Reply;

/** Every command with its input and its reply. */
export type Commands = {
  [Each in Command as Each["type"]]: { input: Omit<Each, "type" | "id">; ok: Replies[Each["type"]] };
};

export type CommandName = keyof Commands;

/** The JSON in the chat page, so that the first paint needs no request. */
export interface FirstState {
  me: Me;
  /** The people in the first conversations. */
  users: User[];
  conversations: Page<Conversation>;
  /** The time from which on `sync` must return changed names and pictures. */
  as_of?: string;
  csrf: string;
  /** The release that served the page, and its build of the client. */
  version?: string;
  client?: string;
}
