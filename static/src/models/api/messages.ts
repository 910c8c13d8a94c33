import type { ReadonlySignal } from "@preact/signals-core";
import type { Commands, ConversationId, Message, UserId } from "../../protocol/wire";
import type { VerbName } from "../messages/verbs";
import type { Content } from "./content";
import type { Voice } from "./files";
import type { Timeline } from "./timeline";

/** What may be done to a message that is there. */
export type Change = Exclude<VerbName, "message.send">;

/** What a message said until it was edited. */
export interface Earlier {
  content: Content;
  until: string;
}

export interface Readers {
  read: UserId[];
  delivered: UserId[];
  waiting: UserId[];
}

export interface Draft {
  text: string;
  reply_to: number | null;
  /** The seq of my message that is being edited. */
  editing: number | null;
  /** What was being written when the edit began; it comes back after. */
  under?: { text: string; reply_to: number | null };
}

/** Messages: reading them, sending, and changing those that are there. */
export interface Messages {
  open(id: ConversationId, options?: { at?: number }): Timeline;
  /** How much of mine waits to be sent, in all conversations. */
  readonly waiting: ReadonlySignal<number>;
  /** With the files beside the text. Throws, and takes nothing, where too much waits to be sent already. */
  send(id: ConversationId, body: string, options?: { reply_to?: number | null }): void;
  sendVoice(id: ConversationId, file: File, voice: Voice, options?: { reply_to?: number | null }): void;
  /**
   * Changes a message: at once here, on the server as soon as it can be. Where too much waits to be sent already, an edit
   * throws, and of anything else a notice says so.
   */
  perform<Name extends Change>(command: Name, input: Commands[Name]["input"]): void;
  /** A failed message or edit, once more. */
  retry(id: string): void;
  /** Sends a message without the files that were refused. */
  retryWithout(id: string): void;
  /** A failed message or edit goes back into the composer, above what is being written there. */
  takeBack(id: string): void;
  discard(id: string): void;
  /** My newest message that I may edit, for ArrowUp; null where there is none in memory. */
  lastOwn(id: ConversationId): Message | null;
  permalink(id: ConversationId, seq: number): string;
  /** (reactive) How far the others are with my message. */
  readers(id: ConversationId, seq: number): Readers;
  /** What a message said before it was edited, oldest first. */
  earlier(id: ConversationId, seq: number): Promise<Earlier[]>;
}

/** What is being written, by conversation. */
export interface Drafts {
  of(id: ConversationId): ReadonlySignal<Draft>;
  set(id: ConversationId, draft: Draft): void;
  /** Puts a text before what is being written. */
  putBefore(id: ConversationId, text: string): void;
  /** Puts a message of mine into the composer; what is being written there comes back after. */
  beginEdit(id: ConversationId, seq: number, text: string): void;
  endEdit(id: ConversationId): void;
}
