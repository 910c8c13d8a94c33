/**
 * Calls back at the first press outside the element. A touch, or a press on the anchor, does nothing
 * else, because it was meant to close the element.
 */
export function onPressOutside(element: HTMLElement, anchor: HTMLElement, close: () => void): () => void {
  const listening = new AbortController();
  const { signal } = listening;
  const pressed = (event: PointerEvent): void => {
    if (event.composedPath().includes(element)) return;
    if (event.pointerType === "touch" || event.composedPath().includes(anchor)) swallowClick();
    listening.abort();
    close();
  };
  addEventListener("pointerdown", pressed, { capture: true, signal });
  return () => listening.abort();
}

/** Suppresses the click that follows this press. */
export function swallowClick(): void {
  const over = new AbortController();
  const swallow = (event: MouseEvent): void => {
    event.preventDefault();
    event.stopPropagation();
    over.abort();
  };
  addEventListener("click", swallow, { capture: true, signal: over.signal });
  setTimeout(() => over.abort(), 500);
}
