import type { ReadonlySignal } from "@preact/signals-core";
import type { EditProfile, Me } from "../../protocol/wire";

/** My own profile. */
export interface Account {
  readonly me: ReadonlySignal<Me>;
  update(changes: EditProfile): Promise<void>;
  /** My picture, or none. */
  setAvatar(picture: Blob | null): Promise<void>;
}

/** What is in this browser only: messages that are not sent, and drafts. */
export interface Unsent {
  messages: number;
  drafts: number;
}

/** Being signed in here, and how it ends. */
export interface Session {
  /** Posts the sign-out, then wipes outbox, drafts and caches of this browser. Ask first where `unsent` says so. */
  signOut(): Promise<void>;
  unsent(): Unsent;
  /** Whether leaving the page would break an upload off, or lose what this browser cannot store. */
  losesOnLeaving(): boolean;
}
