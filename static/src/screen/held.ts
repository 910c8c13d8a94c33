import { swallowClick } from "./press-outside";

const HOLD_MS = 450;
const SLOP = 10;

/** Calls back when a press is held in place. If `held` returns true, the click that ends the press reaches nothing. */
export function listenToHold(element: HTMLElement, held: (target: Element) => boolean): void {
  let from: PointerEvent | null = null;
  let timer = 0;
  let wasHeld = false;

  const end = (): void => {
    clearTimeout(timer);
    if (wasHeld) swallowClick();
    wasHeld = false;
  };

  element.addEventListener("pointerdown", (event) => {
    end();
    if (event.button !== 0) return;
    from = event;
    timer = window.setTimeout(() => {
      wasHeld = held(event.target as Element);
    }, HOLD_MS);
  });
  element.addEventListener("pointermove", ({ clientX, clientY }) => {
    if (from && Math.hypot(clientX - from.clientX, clientY - from.clientY) > SLOP) clearTimeout(timer);
  });
  element.addEventListener("pointerup", end);
  element.addEventListener("pointercancel", end);
}
