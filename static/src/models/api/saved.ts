import type { ReadonlySignal } from "@preact/signals-core";
import type { SavedChanges } from "../../connection/calls";
import type { ConversationId, Page, Saved, SavedMark } from "../../protocol/wire";

/** The messages that the user saved for later. Only they see them. */
export interface SavedMessages {
  /** The open ones, without their content, by "<conversation>/<seq>". A new map whenever they were fetched. */
  readonly marks: ReadonlySignal<ReadonlyMap<string, SavedMark>>;
  /** The number of those that are due. */
  readonly due: ReadonlySignal<number>;
  /** Those that became due since the page was opened, are still due, and that the user has not seen. */
  readonly fired: ReadonlySignal<readonly SavedMark[]>;
  /** (reactive) */
  mark(conversation: ConversationId, seq: number): SavedMark | undefined;
  page(state: "open" | "done", cursor?: string): Promise<Page<Saved>>;
  /** Saves a message (put), changes an entry (patch) or removes it (delete). */
  change(
    method: "put" | "patch" | "delete",
    message: Pick<SavedMark, "conversation" | "seq">,
    changes?: SavedChanges,
  ): Promise<void>;
  /** The user has seen that these are due. */
  seen(): void;
}
