import type { ReadonlySignal } from "@preact/signals-core";
import type { Attachment, ConversationId, SharedFile, SharedLink } from "../../protocol/wire";
import type { MessageRow } from "./timeline";

/** The duration of a voice message in ms, and its waveform in the protocol's encoding. */
export interface Voice {
  duration_ms: number;
  waveform: string;
}

/** An attachment as the screen shows it: the server's fields, and the state of its upload in this browser. */
export interface ShownFile extends Attachment {
  /** An object URL of the file, while this page has it. */
  local?: string;
  /** The uploaded share, 0 to 1, during an upload from this page. */
  progress?: number;
  /** The reason why the upload failed, as a sentence for the user. */
  error?: string;
}

/** A list that grows page by page. */
export interface SharedList<Item> {
  readonly items: ReadonlySignal<readonly Item[]>;
  readonly loading: ReadonlySignal<boolean>;
  readonly hasMore: ReadonlySignal<boolean>;
  /** The reason why the last page failed to load, as a sentence for the user. */
  readonly error: ReadonlySignal<string | null>;
  loadMore(): Promise<void>;
}

/** The files of messages and drafts, uploaded or not. */
export interface Files {
  /** (reactive) The files of the draft. */
  attached(id: ConversationId): readonly ShownFile[];
  attach(id: ConversationId, files: readonly File[], voice?: Voice | null): void;
  detach(id: ConversationId, file: string): void;
  /** (reactive) Files of sent messages whose upload is not complete. */
  underway(): readonly ShownFile[];
  /** Retries a failed file of a sent message, and the message if it waits for the file. */
  retry(file: string): void;
  /** Cancels a file of a sent message. The message no longer waits for it. */
  cancel(file: string): void;
  /** (reactive) The files of a message, with the state of their uploads in this browser. */
  of(row: MessageRow): readonly ShownFile[];
}

/** Everything shared in a conversation, latest first; empty until `loadMore()`. */
export interface Shared {
  files(id: ConversationId, kind: "media" | "files", search?: string): SharedList<SharedFile>;
  links(id: ConversationId, search?: string): SharedList<SharedLink>;
}
