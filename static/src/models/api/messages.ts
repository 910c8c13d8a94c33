import type { ReadonlySignal } from "@preact/signals-core";
import type { Commands, ConversationId, Mention, Message, Origin, UserId } from "../../protocol/wire";
import type { VerbName } from "../messages/verbs";
import type { Content } from "./content";
import type { Voice } from "./files";
import type { Timeline } from "./timeline";

/** The commands that change an existing message. */
export type Change = Exclude<VerbName, "message.send" | "message.forward">;

/** An earlier content of an edited message. */
export interface Earlier {
  content: Content;
  until: string;
}

export interface Readers {
  read: UserId[];
  delivered: UserId[];
  waiting: UserId[];
}

export interface Written {
  text: string;
  reply_to: number | null;
  /** Whom and what the user chose from the menus for @ and #. They stay on this device until the message is sent. */
  mentions?: readonly Mention[];
}

export interface Draft {
  text: string;
  reply_to: number | null;
  /** The seq of the message that is being edited. */
  editing: number | null;
  /** Those of the text above. */
  mentions?: readonly Mention[];
  /** The draft from before the edit, which is restored afterwards. */
  under?: Written;
  /** What was written on this device while another changed the draft. */
  other?: Written | undefined;
  /** The server's draft from which this one comes, at its me_rev. */
  base?: Written & { rev: number };
  /** What is on its way to the server. */
  sent?: Written;
}

/** Sends, changes and reads messages. */
export interface Messages {
  open(id: ConversationId, options?: { at?: number }): Timeline;
  /** The number of unsent messages in all conversations. */
  readonly waiting: ReadonlySignal<number>;
  /** Sends a message with the files of the draft. Throws, and keeps the draft, if the outbox is full. */
  send(
    id: ConversationId,
    body: string,
    options?: { reply_to?: number | null; mentions?: readonly Mention[] },
  ): void;
  sendVoice(id: ConversationId, file: File, voice: Voice, options?: { reply_to?: number | null }): void;
  /**
   * Changes a message at once on the screen, and on the server as soon as possible. If the outbox is full, an edit
   * throws, and any other change shows a notice.
   */
  perform<Name extends Change>(command: Name, input: Commands[Name]["input"]): void;
  /** Retries a failed message or edit. */
  retry(id: string): void;
  /** Sends a message without its refused files. */
  retryWithout(id: string): void;
  /** Moves a failed message or edit back into the composer, above the draft. */
  takeBack(id: string): void;
  discard(id: string): void;
  /** Sends a message, and the comment after it, to another conversation. Throws if the outbox is full. */
  forward(id: ConversationId, seq: number, to: ConversationId, comment: string): void;
  /** Where a message was forwarded from. Rejects if the user may not know. */
  origin(id: ConversationId, seq: number): Promise<Origin>;
  /** The user's newest message that they may edit, for ArrowUp; null if none is in memory. */
  lastOwn(id: ConversationId): Message | null;
  permalink(id: ConversationId, seq: number): string;
  /** (reactive) The members who received and read a message of the user. */
  readers(id: ConversationId, seq: number): Readers;
  /** The revisions of a message, oldest first. */
  earlier(id: ConversationId, seq: number): Promise<Earlier[]>;
}

/** The drafts, by conversation. */
export interface Drafts {
  of(id: ConversationId): ReadonlySignal<Draft>;
  set(id: ConversationId, draft: Draft): void;
  /** Inserts a text before the draft. */
  putBefore(id: ConversationId, text: string): void;
  /** Puts a message of the user into the composer. The draft returns after the edit. */
  beginEdit(id: ConversationId, seq: number, text: string, mentions?: readonly Mention[]): void;
  endEdit(id: ConversationId): void;
}
