// The part of the browser that tells people of a push. Tests bring their own.
import type { ShownData } from "../protocol/pushes";

export interface Shown {
  tag: string;
  data: ShownData | null;
  close(): void;
}

/** More than TypeScript's own, which names only what every browser has. */
export interface Look {
  tag: string;
  body: string;
  icon: string;
  badge: string;
  data: ShownData;
  renotify: boolean;
  silent: boolean;
  timestamp: number;
  actions: readonly { action: string; title: string; type?: "text"; placeholder?: string }[];
}

export interface Shade {
  /** What is shown now, of one tag or of all. */
  shown(tag?: string): Promise<Shown[]>;
  show(title: string, look: Look): Promise<void>;
  setBadge(unread: number): Promise<void>;
  /** How many buttons a notification can have. */
  mostActions: number;
  now(): number;
}

/** The pages of ours that are open. */
export interface Windows {
  /** Somebody works in one of them; a window that is only visible may be covered by another program's. */
  anyFocused(): Promise<boolean>;
  /** Whether one of them has the conversation before the reader's eyes. */
  looking(conversation: string): Promise<boolean>;
}
