import type { Chat } from "../models/api";

/** Where the settings lead back to. */
export const CAME_FROM = "parlance.came-from";

/** Leaves the chat for the settings, or opens them beside it where leaving would break something off. */
export function visitSettings(chat: Pick<Chat, "losesOnLeaving">, section = ""): void {
  const path = `/settings/${section}`;
  sessionStorage.setItem(CAME_FROM, location.pathname);
  if (chat.losesOnLeaving()) window.open(path, "_blank", "noopener");
  else location.assign(path);
}

/** The place in the chat that the settings were opened from, or its start. */
export function placeInChat(): string {
  const place = sessionStorage.getItem(CAME_FROM) ?? "/";
  return place.startsWith("/c/") ? place : "/";
}
