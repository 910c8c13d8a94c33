/**
 * Calls back at the first press outside the element. A finger's press, and one on what has opened it, does nothing
 * else then: it was meant to close.
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

/** The click that this press is about to end in reaches nothing. */
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
