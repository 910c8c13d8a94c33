// The dialogs of the screen, each with what it needs to be drawn.
import type { ConversationId, Kind } from "../models/api";

export interface Confirmation {
  name: "confirm";
  heading: string;
  text: string;
  /** The verb on the button. */
  verb: string;
  danger?: boolean;
  act: () => void | Promise<void>;
}

export type DialogRequest =
  | { name: "new-conversation"; kind: Kind }
  | { name: "browse-channels" }
  | { name: "quick-switcher" }
  | { name: "shortcuts" }
  | { name: "preferences" }
  | { name: "add-members"; conversation: ConversationId }
  | { name: "readers"; conversation: ConversationId; seq: number }
  | { name: "reactors"; conversation: ConversationId; seq: number }
  | { name: "revisions"; conversation: ConversationId; seq: number }
  | Confirmation;
