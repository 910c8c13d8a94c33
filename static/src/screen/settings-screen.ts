import type { Account, Chat } from "../models/api";
import { Speaker } from "./speaker";

export { sentence } from "./speaker";

/** The parts of a chat that the settings use. */
export interface SettingsChat extends Pick<Chat, "browserPush" | "notificationSettings"> {
  readonly account: Pick<Account, "me" | "update">;
}

/** Shared by the elements of the settings. */
export class SettingsScreen extends Speaker {
  constructor(readonly chat: SettingsChat) {
    super();
  }
}
