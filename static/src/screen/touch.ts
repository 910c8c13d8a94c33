// Touch gestures on a message: hold for its menu, swipe to reply. Both have visible alternatives.

import { swallowClick } from "./press-outside";

const HOLD_MS = 450;
const SLOP = 10;
const PULL = 56;
/** Elements where the browser handles a long press. */
const OWN_HOLD = "video";
/** Elements that handle horizontal drags themselves: scrollable code, the position in a recording. */
const OWN_PULL = "pre, input";

export interface Touches {
  held: () => void;
  pulled: () => void;
}

export function listenToThumb(element: HTMLElement, { held, pulled }: Touches): void {
  let start: { x: number; y: number; id: number; pulls: boolean } | null = null;
  let timer = 0;
  let pull = 0;
  let wasHeld = false;

  const end = () => {
    clearTimeout(timer);
    // The finger is lifted over the menu that opened under it.
    if (wasHeld) swallowClick();
    wasHeld = false;
    if (pull >= PULL) pulled();
    start = null;
    pull = 0;
    element.style.removeProperty("--pull");
    element.classList.remove("pulled");
  };

  element.addEventListener("pointerdown", (event) => {
    const target = event.target as Element;
    if (event.pointerType !== "touch" || target.closest(OWN_HOLD)) return;
    start = { x: event.clientX, y: event.clientY, id: event.pointerId, pulls: !target.closest(OWN_PULL) };
    timer = window.setTimeout(() => {
      start = null;
      wasHeld = true;
      held();
    }, HOLD_MS);
  });
  element.addEventListener("pointermove", (event) => {
    if (!start || event.pointerId !== start.id) return;
    const x = event.clientX - start.x;
    const y = Math.abs(event.clientY - start.y);
    if (y > SLOP || Math.abs(x) > SLOP) clearTimeout(timer);
    if (!start.pulls) return;
    if (y > SLOP * 2 && pull === 0) {
      start = null;
      return;
    }
    const inward = document.dir === "rtl" ? -x : x;
    pull = inward > SLOP && inward > y ? Math.min(inward, PULL * 1.25) : 0;
    element.style.setProperty("--pull", `${document.dir === "rtl" ? -pull : pull}px`);
    element.classList.toggle("pulled", pull >= PULL);
  });
  element.addEventListener("pointerup", end);
  element.addEventListener("pointercancel", end);
  element.addEventListener("contextmenu", (event) => {
    if ((event as PointerEvent).pointerType === "touch") event.preventDefault();
  });
}
