import type { ReadonlySignal } from "@preact/signals-core";
import type { Permission } from "../../connection/world";
import type {
  ChangePreferences,
  ConversationId,
  Ledger,
  Notification,
  NotificationPreferences,
  Registration,
} from "../../protocol/wire";

export interface ThisDevice {
  permission: Permission;
  /** Switched on, and permitted by the browser. */
  isOn: boolean;
  sound: boolean;
  /** The id of this browser's registration for pushes; null: none. */
  registration: string | null;
  /** The reason why notifications are off, as a sentence for the user. */
  problem: string | null;
  isBusy: boolean;
}

/** Notifications in this browser. */
export interface BrowserPush {
  readonly device: ReadonlySignal<ThisDevice>;
  /** Whether to offer notifications: the user just did something that notifications would follow up on. */
  readonly isOffered: ReadonlySignal<boolean>;
  /** The user wrote a message. */
  moment(): void;
  notNow(): void;
  setSound(isOn: boolean): void;
  /** Checks again what the browser permits. */
  look(): void;
  /** Call only on a press by the user, because the browser asks for permission. */
  turnOn(): Promise<void>;
  turnOff(): Promise<void>;
}

/** The account's notification settings, its devices, and its ledger of notifications. */
export interface NotificationSettings {
  readonly preferences: ReadonlySignal<NotificationPreferences | null>;
  load(): Promise<NotificationPreferences>;
  /** Shown at once, reverted if refused. */
  change(changes: ChangePreferences): Promise<void>;
  registrations(): Promise<Registration[]>;
  switch(registration: string, isOn: boolean): Promise<void>;
  /** Sends a test notification and reports its steps, until it is shown, fails or takes too long. */
  test(registration: string, onStep: (notification: Notification) => void): Promise<Notification>;
  why(id: ConversationId, seq: number): Promise<Ledger>;
}

export interface Notice {
  id: string;
  text: string;
}

/** Refused edits, deletions and reactions as sentences. The toast shows and removes them. */
export interface Notices {
  readonly all: ReadonlySignal<readonly Notice[]>;
  dismiss(id: string): void;
}
