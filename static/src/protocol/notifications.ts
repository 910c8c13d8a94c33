// The contract's types for notifications, until they are generated with the others.
import type { Notify } from "./generated";

export type PushChannel = "webpush" | "fcm" | "apns";
export type Privacy = "auto" | "full" | "sender" | "nothing";

export interface PushKey {
  public_key: string;
}

/** Times are HH:MM in my time zone; Monday is day 0; no days are all days. */
export interface NotificationPreferences {
  notify: Notify;
  notify_channels: Notify;
  keywords: string[];
  quiet_days: number[];
  first_only: boolean;
  privacy: Privacy;
  muted_until?: string | null;
  quiet_from?: string | null;
  quiet_until?: string | null;
  email_after?: number | null;
  email?: string | null;
}

export type ChangePreferences = Partial<Omit<NotificationPreferences, "email">>;

export interface RegisterAddress {
  channel: PushChannel;
  address: string;
  p256dh?: string;
  auth?: string;
  /** The address before, of the same device. */
  replaces?: string | null;
}

export interface Registration {
  id: string;
  channel: PushChannel;
  device: string;
  device_name: string;
  is_current: boolean;
  is_enabled: boolean;
  created_at: string;
  confirmed_at: string;
  ended_at?: string | null;
  ended_why?: string | null;
}

/** A line of my ledger: one message and one device (or one e-mail), and what became of it. */
export interface Notification {
  id: number;
  kind: "message" | "clear" | "test" | "digest";
  channel: PushChannel | "email";
  state: "queued" | "accepted" | "suppressed" | "cancelled" | "failed";
  attempts: number;
  created_at: string;
  device_name?: string | null;
  conversation?: string | null;
  seq?: number | null;
  reason?: string | null;
  detail?: string | null;
  error?: string | null;
  due_at?: string | null;
  sent_at?: string | null;
  accepted_at?: string | null;
  shown_at?: string | null;
  cleared_at?: string | null;
}

/** Why I was not told of a message that the ledger has no line of, as my settings are now. */
export interface Explanation {
  detail: string;
  from_settings_now: boolean;
  reason?: string | null;
}

export interface Ledger {
  items: Notification[];
  next_cursor?: string | null;
  why?: Explanation | null;
}
