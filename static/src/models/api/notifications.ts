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
  /** Switched on, and allowed by the browser. */
  isOn: boolean;
  sound: boolean;
  /** The server's name for where this browser is told while no page is open; null: it is not. */
  registration: string | null;
  /** Why not. */
  problem: string | null;
  isBusy: boolean;
}

/** Notifications in this browser. */
export interface BrowserPush {
  readonly device: ReadonlySignal<ThisDevice>;
  /** A quiet line is to offer them: the user just did something that notifications would follow up on. */
  readonly isOffered: ReadonlySignal<boolean>;
  /** They wrote a message. */
  moment(): void;
  notNow(): void;
  setSound(isOn: boolean): void;
  /** Looks again at what the browser allows. */
  look(): void;
  /** Only on a press: the browser asks the person then. */
  turnOn(): Promise<void>;
  turnOff(): Promise<void>;
}

/** What the account wants to hear of, on which devices, and what became of it. */
export interface NotificationSettings {
  readonly preferences: ReadonlySignal<NotificationPreferences | null>;
  load(): Promise<NotificationPreferences>;
  /** Shown at once, taken back when refused. */
  change(changes: ChangePreferences): Promise<void>;
  registrations(): Promise<Registration[]>;
  switch(registration: string, isOn: boolean): Promise<void>;
  /** Sends one and follows it, step by step, until it is shown, has failed or takes too long. */
  test(registration: string, onStep: (notification: Notification) => void): Promise<Notification>;
  why(id: ConversationId, seq: number): Promise<Ledger>;
}

export interface Notice {
  id: string;
  text: string;
}

/** Edits, deletions and reactions that were refused, as sentences; read and forgotten by the toast. */
export interface Notices {
  readonly all: ReadonlySignal<readonly Notice[]>;
  dismiss(id: string): void;
}
