// The outside world as the engine uses it. Tests provide their own.
import type { Memory } from "../helpers/memory";
import type { DeliveryResult, Push, ShownData } from "../protocol/pushes";

export type { Memory };

/** Time. `after` runs the task once, and returns a function that cancels it. */
export interface Clock {
  now(): number;
  after(ms: number, task: () => void): () => void;
}

/** The used part of WebSocket. */
export interface SocketLike {
  send(text: string): void;
  close(code?: number): void;
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number; reason?: string }) => void) | null;
}

/** The used part of BroadcastChannel, which reaches the other tabs of this browser. */
export interface ChannelLike {
  postMessage(message: unknown): void;
  close(): void;
  onmessage: ((event: { data: unknown }) => void) | null;
}

/** Whether the user looks at the page, and whether the browser reports a network. */
export interface Attention {
  visible(): boolean;
  focused(): boolean;
  online(): boolean;
  onChange(listener: () => void): () => void;
  /** Calls back when the user moves the pointer, touches or types. */
  onInput(listener: () => void): () => void;
}

/** Whether the user permits notifications; `unsupported`: this browser has none. */
export type Permission = NotificationPermission | "unsupported";

/** A push subscription of this browser, in the push service's terms. */
export interface PushAddress {
  address: string;
  p256dh: string;
  auth: string;
}

/** The browser's notifications: permission, push address, display, badge and sound. */
export interface BrowserNotifications {
  permission(): Permission;
  /** Lets the browser ask the user. */
  askPermission(): Promise<Permission>;
  /** Calls back when the permission changes, which the user can do in the browser's own settings. */
  onPermission(listener: () => void): () => void;
  /** null: not subscribed. */
  address(): Promise<PushAddress | null>;
  /** Rejects if the push service is unavailable. */
  subscribe(publicKey: string): Promise<PushAddress>;
  unsubscribe(): Promise<void>;
  /** Shows a notification through the service worker; null: this browser cannot show any. */
  notify(push: Push, silent: boolean): Promise<DeliveryResult | null>;
  /** The notifications on display. */
  shown(): Promise<readonly { data: ShownData | null; close(): void }[]>;
  setBadge(unread: number): void;
  /** A short sound. */
  chime(): void;
}

/** Runs the task while this tab holds the named lock; resolves when the task does. */
export type Lock = (name: string, signal: AbortSignal, task: () => Promise<void>) => Promise<void>;

/** An upload of one part of a file to a store. It carries no credentials, because the store may be another origin. */
export interface Putting {
  url: string;
  headers: Record<string, string>;
  body: Blob;
  /** The bytes sent so far. */
  onProgress(bytes: number): void;
  signal: AbortSignal;
}

export interface World {
  clock: Clock;
  attention: Attention;
  random(): number;
  uuid(): string;
  fetch(path: string, init: RequestInit): Promise<Response>;
  /** Resolves to the status of the response. Rejects with Unreachable. */
  put(putting: Putting): Promise<number>;
  /** The SHA-256 of a file, in hex, however large it is. */
  digest(file: Blob, signal: AbortSignal): Promise<string>;
  openSocket(): SocketLike;
  openChannel(name: string): ChannelLike;
  lock: Lock;
  browserNotifications: BrowserNotifications;
  memory: Memory;
  /** Deletes the page that is stored for use without a network. */
  forgetPage(): Promise<void>;
  /** Leaves the chat for another page. */
  go(path: string): void;
  /** The path of the page that is open. */
  here(): string;
  csrf(): string;
  origin: string;
}
