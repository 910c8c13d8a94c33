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
