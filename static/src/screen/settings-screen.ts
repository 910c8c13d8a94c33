import type { Chat } from "../models/api";
import { Speaker } from "./speaker";

export { sentence } from "./speaker";

export type SettingsChat = Pick<Chat, "me" | "updateMe" | "notifying" | "notificationSettings">;

/** Shared by the elements of the settings. */
export class SettingsScreen extends Speaker {
  constructor(readonly chat: SettingsChat) {
    super();
  }
}
