import type { ConversationId } from "../../protocol/wire";

/** The content of a message. `envelope` is encrypted content that this client cannot read. */
export type Content =
  | { kind: "text"; text: string }
  | { kind: "deleted" }
  | { kind: "envelope"; algorithm: string };

export type Status = "sending" | "failed" | "sent" | "delivered" | "read";

/** A command in the outbox, waiting or failed. */
export interface Outgoing {
  client_id: string;
  conversation: ConversationId;
  body: string;
  reply_to: number | null;
  /** The ids of its files in this browser. */
  files: readonly string[];
  created_at: string;
  state: "waiting" | "sending" | "failed" | "acknowledged";
  /** The reason of the failure, as a sentence for the user. */
  reason: string | null;
  /** The files that the server refused. The message can be sent without them. */
  refused_files: readonly string[];
}

/** A refused edit. The message keeps its earlier text. */
export interface FailedEdit {
  id: string;
  body: string;
  reason: string;
}
