import type { Screen } from "./screen";

/** Whether a reload would interrupt what the user does: an open dialog, a recording, or something that plays. */
export function isBusy(screen: Screen): boolean {
  const isOpen = screen.dialogs.peek().length || screen.menu.peek() || screen.picker.peek();
  const playing = [...document.querySelectorAll<HTMLMediaElement>("audio, video")].some(
    (each) => !each.paused,
  );
  return Boolean(isOpen) || playing || document.querySelector("voice-recorder") !== null;
}
