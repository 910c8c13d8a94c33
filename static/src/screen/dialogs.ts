// The dialogs of the screen, each with what it needs to be drawn.
import type { LightFile } from "../elements/light-files";
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

/** Pictures on the whole screen, beginning with the one whose id is `start`. */
export interface LightBox {
  name: "light-box";
  start: string;
  files: readonly LightFile[];
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
  | LightBox
  | Confirmation;
