// Everything outside that the engine touches is passed in through here: tests bring their own.
import type { Memory } from "../helpers/memory";
import type { DeliveryResult, Push, ShownData } from "../protocol/pushes";

export type { Memory };

/** Time. `after` runs the task once and returns what takes it back. */
export interface Clock {
  now(): number;
  after(ms: number, task: () => void): () => void;
}

/** The part of WebSocket that is used. */
export interface SocketLike {
  send(text: string): void;
  close(code?: number): void;
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number; reason?: string }) => void) | null;
}

/** The part of BroadcastChannel that is used: the other tabs of this browser. */
export interface ChannelLike {
  postMessage(message: unknown): void;
  close(): void;
  onmessage: ((event: { data: unknown }) => void) | null;
}

/** Whether somebody is looking, and whether the browser believes in a network. */
export interface Attention {
  visible(): boolean;
  focused(): boolean;
  online(): boolean;
  onChange(listener: () => void): () => void;
  /** Somebody moves the pointer, touches or types. */
  onInput(listener: () => void): () => void;
}

/** Whether the user lets us notify them; `unsupported`: this browser cannot. */
export type Permission = NotificationPermission | "unsupported";

/** Where this browser can be told while no page is open, as its push service has it. */
export interface PushAddress {
  address: string;
  p256dh: string;
  auth: string;
}

/** The browser's notifications: permission, push address, display, badge and sound. */
export interface BrowserNotifications {
  permission(): Permission;
  /** The browser asks the person. */
  askPermission(): Promise<Permission>;
  /** The user may change the permission in the browser's own settings. */
  onPermission(listener: () => void): () => void;
  /** Null: there is none yet. */
  address(): Promise<PushAddress | null>;
  /** Rejects where the push service cannot be had. */
  subscribe(publicKey: string): Promise<PushAddress>;
  unsubscribe(): Promise<void>;
  /** Has our worker show it; null: nothing can be shown here. */
  notify(push: Push, silent: boolean): Promise<DeliveryResult | null>;
  /** What is shown now. */
  shown(): Promise<readonly { data: ShownData | null; close(): void }[]>;
  setBadge(unread: number): void;
  /** A short sound. */
  chime(): void;
}

/** Runs the task while this tab holds the named lock; resolves when the task does. */
export type Lock = (name: string, signal: AbortSignal, task: () => Promise<void>) => Promise<void>;

/** One part of a file on its way to a store, which may be another origin: no credential goes along. */
export interface Putting {
  url: string;
  headers: Record<string, string>;
  body: Blob;
  /** How many bytes have left. */
  onProgress(bytes: number): void;
  signal: AbortSignal;
}

export interface World {
  clock: Clock;
  attention: Attention;
  random(): number;
  uuid(): string;
  fetch(path: string, init: RequestInit): Promise<Response>;
  /** The answer's status. Rejects Unreachable. */
  put(putting: Putting): Promise<number>;
  /** The SHA-256 of a file, in hex, however large it is. */
  digest(file: Blob, signal: AbortSignal): Promise<string>;
  openSocket(): SocketLike;
  openChannel(name: string): ChannelLike;
  lock: Lock;
  browserNotifications: BrowserNotifications;
  memory: Memory;
  /** Forgets the page that is kept for when there is no network. */
  forgetPage(): Promise<void>;
  /** Leaves the chat for another page. */
  go(path: string): void;
  /** The path of the page that is open. */
  here(): string;
  csrf(): string;
  origin: string;
}
