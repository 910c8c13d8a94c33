// The shortcuts that work anywhere on the screen.
import type { Screen } from "./screen";
import { nextUnread, shownItems } from "./unread-only";
import { visitSettings } from "./visiting";

export function listenToKeys(screen: Screen): () => void {
  const listening = new AbortController();
  addEventListener("keydown", (event) => pressed(screen, event), { signal: listening.signal });
  return () => listening.abort();
}

function pressed(screen: Screen, event: KeyboardEvent): void {
  if (event.defaultPrevented) return;
  const isCommand = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
  if (isCommand && event.key.toLowerCase() === "k") {
    event.preventDefault();
    if (screen.dialogs.value.length === 0) screen.show({ name: "quick-switcher" });
    return;
  }
  // Pressed again in the search, it is the browser's.
  if (isCommand && event.key.toLowerCase() === "f" && screen.dialogs.value.length === 0) {
    event.preventDefault();
    screen.find();
    return;
  }
  if (isCommand && event.key === ",") {
    event.preventDefault();
    visitSettings(screen.chat.session);
    return;
  }
  if (screen.dialogs.value.length > 0 || screen.menu.value || screen.picker.value) return;
  if (
    event.altKey &&
    !event.ctrlKey &&
    !event.metaKey &&
    (event.key === "ArrowUp" || event.key === "ArrowDown")
  ) {
    event.preventDefault();
    step(screen, event.key === "ArrowUp" ? -1 : 1, event.shiftKey);
  } else if (event.key === "?" && !isField(event.target)) {
    event.preventDefault();
    screen.show({ name: "shortcuts" });
  } else if (event.key === "Escape") {
    if (screen.router.route.value.pane) screen.router.closePane();
    else document.querySelector<HTMLElement>("message-composer textarea")?.focus();
  }
}

function step(screen: Screen, direction: -1 | 1, toUnread: boolean): void {
  const { conversation } = screen.router.route.value;
  const listed = screen.chat.conversations.listed.value;
  const items = shownItems(listed, conversation);
  const here = items.findIndex(({ id }) => id === conversation);
  const neighbour = here < 0 ? items[0] : items[here + direction];
  const next = toUnread ? nextUnread(listed, conversation, direction) : neighbour;
  if (next) screen.go(next);
}

function isField(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}
