import type { ConversationId } from "../../protocol/wire";

/** What a message says. `envelope` is text this client cannot read (yet). */
export type Content =
  | { kind: "text"; text: string }
  | { kind: "deleted" }
  | { kind: "envelope"; algorithm: string };

export type Status = "sending" | "failed" | "sent" | "delivered" | "read";

/** A command that waits in the outbox, or failed there. */
export interface Outgoing {
  client_id: string;
  conversation: ConversationId;
  body: string;
  reply_to: number | null;
  /** Its files, by this browser's ids. */
  files: readonly string[];
  created_at: string;
  state: "waiting" | "sending" | "failed" | "acknowledged";
  /** Why it failed, in words for people. */
  reason: string | null;
  /** Those of its files that the server does not take: it may be sent without them. */
  refused_files: readonly string[];
}

/** An edit that was refused. The message says what it said before. */
export interface FailedEdit {
  id: string;
  body: string;
  reason: string;
}
