// The browser's notifications, as the worker uses them. Tests provide their own.
import type { ShownData } from "../protocol/pushes";

export interface ShownNotification {
  tag: string;
  data: ShownData | null;
  close(): void;
}

/** Extends TypeScript's own type, which has only the options of all browsers. */
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
  /** The notifications on display, with one tag or all. */
  shown(tag?: string): Promise<ShownNotification[]>;
  show(title: string, look: Look): Promise<void>;
  setBadge(unread: number): Promise<void>;
  /** The maximum number of buttons. */
  mostActions: number;
  now(): number;
}

/** The open pages of this product. */
export interface Windows {
  /** Whether one of them has focus. A window that is only visible may be covered by another program. */
  anyFocused(): Promise<boolean>;
  /** Whether the user looks at the conversation in one of them. */
  looking(conversation: string): Promise<boolean>;
}
