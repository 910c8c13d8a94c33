// What a push carries, and what the pages and the worker tell each other. Types only: the worker shares no code with a page.

export interface Push {
  kind: "message" | "clear" | "test";
  conversation: string;
  seq: number;
  /** Notifications of one tag replace each other: a conversation's. */
  tag: string;
  title: string;
  body: string;
  url: string;
  /** All that is unread, for the badge. */
  unread: number;
  /** Names this notification to the server, which is told that it was shown. A page's own have none. */
  token?: string;
  at?: string;
}

/**
 * What became of it: `shown`, or not: it is `old` (this one or a later one was shown), its conversation is open before
 * the reader's eyes (`seen`), or they look at another one (`elsewhere`).
 */
export type DeliveryResult = "shown" | "old" | "seen" | "elsewhere";

export type ToWorker =
  /** A message that a page heard of. The port is answered with what became of it. */
  { type: "tell"; push: Push; silent: boolean };

export type FromWorker =
  /** Go to this message; what was written as an answer and could not be sent is the draft. */
  | { type: "open"; conversation: string; seq: number | null; draft: string | null }
  /** Is this conversation before the reader's eyes? The port is answered with a boolean. */
  | { type: "looking"; conversation: string };

/** Kept with what is shown. */
export interface ShownData {
  conversation: string;
  seq: number;
  /** How many messages it stands for. */
  count: number;
  /** What the latest says. */
  body: string;
  url: string;
}
