// The contract's types, generated from the server's, and what only a client says of them.

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

/** The one answer to a command. */
export type Reply = Omit<ReplyEvent, "error"> & { error?: ErrorBody };

export type ServerFrame = Event | Reply;

/** Every command: what it takes, what it is answered with. */
export type Commands = {
  [Each in Command as Each["type"]]: { input: Omit<Each, "type" | "id">; ok: Replies[Each["type"]] };
};

export type CommandName = keyof Commands;

/** The JSON in the chat page, so that the first paint needs no request. */
export interface FirstState {
  me: Me;
  /** Those whom the first conversations name. */
  users: User[];
  conversations: Page<Conversation>;
  /** From when on `sync` is to say who has another name or picture. */
  as_of?: string;
  csrf: string;
}
