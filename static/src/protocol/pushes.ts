// Pushes, and the messages between pages and the worker. Types only, because the worker shares no code with a page.

export interface Push {
  kind: "message" | "reminder" | "clear" | "test";
  conversation: string;
  seq: number;
  /** One for each conversation, and for each reminder: notifications with the same tag replace each other. */
  tag: string;
  title: string;
  body: string;
  url: string;
  /** The number of all unread messages, for the badge. */
  unread: number;
  /** Identifies the notification when the worker acknowledges it. Absent if a page created it. */
  token?: string;
  at?: string;
}

/**
 * The result: `shown`; `old` (this or a later one was already shown); `seen` (a page shows its conversation, and
 * the user looks at it); or `elsewhere` (the user looks at another conversation).
 */
export type DeliveryResult = "shown" | "old" | "seen" | "elsewhere";

export type ToWorker =
  /** A message that a page received. The worker replies through the port with the result. */
  { type: "tell"; push: Push; silent: boolean };

export type FromWorker =
  /** Go to this message. `draft` is a reply that could not be sent. */
  | { type: "open"; conversation: string; seq: number | null; draft: string | null }
  /** Asks whether the user looks at this conversation. The page replies through the port with a boolean. */
  | { type: "looking"; conversation: string };

/** Stored with a notification on display. */
export interface ShownData {
  conversation: string;
  seq: number;
  /** The number of messages that it represents. */
  count: number;
  /** The text of the latest message. */
  body: string;
  url: string;
  /** It is about a message that may have been read long ago. */
  isReminder?: boolean;
}
