import type { ReadonlySignal } from "@preact/signals-core";
import type { Attachment, ConversationId, SharedFile, SharedLink } from "../../protocol/wire";
import type { MessageRow } from "./timeline";

/** Of a recorded voice message: how long it is in ms, and how loud, as on the wire. */
export interface Voice {
  duration_ms: number;
  waveform: string;
}

/** An attachment as the screen shows it: what the server knows of it, and what only this browser does. */
export interface Shown extends Attachment {
  /** An object URL of the file itself, while it is at hand here. */
  local?: string;
  /** How much of it is there, 0 to 1, while it is on its way from here. */
  progress?: number;
  /** Why it does not go on its way, in words for people. */
  error?: string;
}

/** A list that grows page by page. */
export interface SharedList<Item> {
  readonly items: ReadonlySignal<readonly Item[]>;
  readonly loading: ReadonlySignal<boolean>;
  readonly hasMore: ReadonlySignal<boolean>;
  /** Why the last page could not be had, in words for people. */
  readonly error: ReadonlySignal<string | null>;
  loadMore(): Promise<void>;
}

/** The files of messages, on their way to the server and there. */
export interface Files {
  /** (reactive) Files beside the text that is being written. */
  attached(id: ConversationId): readonly Shown[];
  attach(id: ConversationId, files: readonly File[], voice?: Voice | null): void;
  detach(id: ConversationId, file: string): void;
  /** (reactive) Files of sent messages that are not there yet. */
  underway(): readonly Shown[];
  /** A file of a sent message that failed, once more; and the message, where it waits for that. */
  retry(file: string): void;
  /** Gives a file of a sent message up. A message that waits for it waits no longer. */
  cancel(file: string): void;
  /** (reactive) The files of a message, with what only this browser knows of them. */
  of(row: MessageRow): readonly Shown[];
}

/** What was ever shared in a conversation, latest first; empty until `loadMore()`. */
export interface Shared {
  files(id: ConversationId, kind: "media" | "files", search?: string): SharedList<SharedFile>;
  links(id: ConversationId, search?: string): SharedList<SharedLink>;
}
