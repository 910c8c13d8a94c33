import type { ReadonlySignal } from "@preact/signals-core";
import type { ConversationId, HappeningKind, Message, Reactions, UserId } from "../../protocol/wire";
import type { Content, FailedEdit, Outgoing, Status } from "./content";

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
  /** The same for the local echo and the server's message. */
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
  /** Whether it is the first (with avatar and name) of a run by one sender within five minutes. */
  startsGroup: boolean;
  endsGroup: boolean;
  /** Only for the user's own messages. */
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
  /** null: messages are kept without end. */
  keepDays: number | null;
}

export type Row = DayRow | UnreadRow | LineRow | MessageRow;

export interface TimelineState {
  loading: "no" | "first" | "older" | "newer";
  /** Whether there is nothing older (`atStart`) or newer (`atEnd`) than the rows. */
  atStart: boolean;
  atEnd: boolean;
  /** The error of the last load, to show with a button for `retry()`. */
  error: string | null;
}

/** The shown part of a conversation: a window that grows in both directions. */
export interface Timeline {
  readonly conversationId: ConversationId;
  readonly rows: ReadonlySignal<readonly Row[]>;
  readonly state: ReadonlySignal<TimelineState>;
  /** The first unread seq when the conversation was opened, or that the user marked since; null: nothing was unread. */
  readonly dividerSeq: ReadonlySignal<number | null>;
  /** The number of unread messages of others, for the jump button. */
  readonly unread: ReadonlySignal<number>;
  /** The pinned messages that the user may read, the last pinned first. Empty until they are loaded. */
  readonly pins: ReadonlySignal<readonly Message[]>;
  /** The scroll target. A new object each time, so that the same seq scrolls again. */
  readonly target: ReadonlySignal<{ seq: number | "latest"; highlight: boolean } | null>;
  loadOlder(): Promise<void>;
  loadNewer(): Promise<void>;
  retry(): Promise<void>;
  /** Loads around the seq if necessary, then sets `target`. Resolves to false if the user cannot read the message. */
  jumpTo(seq: number, options?: { highlight?: boolean }): Promise<boolean>;
  jumpToLatest(): Promise<void>;
  jumpToUnread(): Promise<void>;
  /** Call with the seqs in view at every scroll. Marks them as read if the page has focus, and drops distant pages. */
  inView(first: number, last: number): void;
  /** (reactive) A message for a reply quote: undefined while it is being fetched, null if there is none. */
  message(seq: number): Message | null | undefined;
  close(): void;
}
