import type { ReadonlySignal } from "@preact/signals-core";
import type { EditProfile, Me } from "../../protocol/wire";

/** The user's own profile. */
export interface Account {
  readonly me: ReadonlySignal<Me>;
  update(changes: EditProfile): Promise<void>;
  /** null removes the picture. */
  setAvatar(picture: Blob | null): Promise<void>;
}

/** The number of unsent messages and drafts, which exist only in this browser. */
export interface Unsent {
  messages: number;
  drafts: number;
}

/** The user's session in this browser. */
export interface Session {
  /** Signs out, then deletes outbox, drafts and caches of this browser. Confirm first if `unsent` is not zero. */
  signOut(): Promise<void>;
  unsent(): Unsent;
  /** Whether leaving the page would interrupt an upload or lose data that this browser cannot store. */
  losesOnLeaving(): boolean;
}
