// The dialogs of the screen, each with its parameters.
import type { ConversationId, Kind, ShownFile, User, UserId } from "../models/api";
import type { MessageSearch } from "./message-search";

export interface Confirmation {
  name: "confirm";
  heading: string;
  text: string;
  /** The verb on the button. */
  verb: string;
  danger?: boolean;
  /** The label of the other button, if not "Cancel". */
  stay?: string;
  act: () => void | Promise<void>;
}

/** A picture or video, and the message that it belongs to. */
export interface LightFile {
  file: ShownFile;
  sender: string;
  seq: number | null;
  at: string;
}

/** Pictures on the whole screen, beginning with the one whose id is `start`. `files` is reactive: more become ready. */
export interface LightBox {
  name: "light-box";
  start: string;
  files: () => readonly LightFile[];
}

/** A picture to crop to the square or circle in which it will be shown. */
export interface EditPicture {
  name: "edit-picture";
  heading: string;
  file: File;
  save: (picture: Blob) => Promise<void>;
}

export type DialogRequest =
  | { name: "new-conversation"; kind: Kind }
  | { name: "browse-channels" }
  | { name: "quick-switcher" }
  // `kept`: a search to go back to.
  | { name: "search"; conversation: ConversationId | null; text?: string; kept?: MessageSearch }
  | { name: "shortcuts" }
  | { name: "notify"; conversation: ConversationId }
  | { name: "remind"; conversation: ConversationId; seq: number }
  | { name: "saved-note"; conversation: ConversationId; seq: number; note: string }
  | { name: "forward"; conversation: ConversationId; seq: number }
  | { name: "mute"; conversation: ConversationId }
  | { name: "why"; conversation: ConversationId; seq: number }
  | { name: "add-members"; conversation: ConversationId }
  | { name: "ban"; conversation: ConversationId; user: User }
  | { name: "person"; user: UserId }
  | { name: "report"; user: User | null; conversation?: ConversationId; seq?: number }
  | { name: "requests" }
  | { name: "readers"; conversation: ConversationId; seq: number }
  | { name: "reactors"; conversation: ConversationId; seq: number }
  | { name: "revisions"; conversation: ConversationId; seq: number }
  | LightBox
  | EditPicture
  | Confirmation;
