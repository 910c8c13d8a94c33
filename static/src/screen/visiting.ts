import type { Session } from "../models/api";

/** The storage key of the page to return to from the settings. */
export const CAME_FROM = "parlance.came-from";

/** Opens the settings, in a new tab if leaving the chat would interrupt something. */
export function visitSettings(session: Pick<Session, "losesOnLeaving">, section = ""): void {
  const path = `/settings/${section}`;
  sessionStorage.setItem(CAME_FROM, location.pathname);
  if (session.losesOnLeaving()) window.open(path, "_blank", "noopener");
  else location.assign(path);
}

/** The chat page from which the settings were opened, or the start page. */
export function placeInChat(): string {
  const place = sessionStorage.getItem(CAME_FROM) ?? "/";
  return place.startsWith("/c/") || place === "/saved" ? place : "/";
}
