// The engine's interface for the screen. The elements import this file and nothing below it.
//
// State is in signals: `x.value` in the render of a SignalWatcher element subscribes the element to x.
// A method marked "(reactive)" reads signals, so calling it in a render subscribes the element too.
// Only methods that return a Promise wait for the network before the screen changes.

import type { Account, Session } from "./api/account";
import type { Connection, Renewal } from "./api/connection";
import type { Conversations } from "./api/conversations";
import type { Files, Shared } from "./api/files";
import type { Invitations, Members, Requests } from "./api/members";
import type { Drafts, Messages } from "./api/messages";
import type { BrowserPush, Notices, NotificationSettings } from "./api/notifications";
import type { People, Presences } from "./api/people";
import type { SavedMessages } from "./api/saved";
import type { Search } from "./api/search";

export type { Refusal } from "../connection/errors";
export type * from "../protocol/wire";
export type * from "./api/account";
export type * from "./api/connection";
export type * from "./api/content";
export type * from "./api/conversations";
export type * from "./api/files";
export type * from "./api/members";
export type * from "./api/messages";
export type { BrowserPush, Notice, Notices, NotificationSettings, ThisDevice } from "./api/notifications";
export type * from "./api/people";
export type * from "./api/saved";
export type * from "./api/search";
export type * from "./api/timeline";

/** The engine's parts. */
export interface Chat {
  readonly account: Account;
  readonly session: Session;
  readonly connection: Connection;
  readonly renewal: Renewal;
  readonly conversations: Conversations;
  readonly members: Members;
  readonly invitations: Invitations;
  readonly requests: Requests;
  readonly people: People;
  readonly presence: Presences;
  readonly messages: Messages;
  readonly drafts: Drafts;
  readonly files: Files;
  readonly shared: Shared;
  readonly saved: SavedMessages;
  readonly search: Search;
  readonly notices: Notices;
  readonly browserPush: BrowserPush;
  readonly notificationSettings: NotificationSettings;

  start(): void;
  stop(): void;
}
