// A single tab stop with arrow keys inside, for the list and the timeline.

export interface Roving {
  /** The elements that can have focus, in order. */
  stops: () => HTMLElement[];
  /** Called when the user moves beyond the first or last. */
  beyond?: (direction: -1 | 1) => void;
}

export function rove(event: KeyboardEvent, { stops, beyond }: Roving): boolean {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return false;
  const all = stops();
  const here = all.indexOf(event.target as HTMLElement);
  if (here < 0) return false;
  const to = { ArrowUp: here - 1, ArrowDown: here + 1, Home: 0, End: all.length - 1 }[event.key];
  if (to === undefined) return false;
  event.preventDefault();
  const next = all[to];
  if (next) step(all, next);
  else beyond?.(to < 0 ? -1 : 1);
  return true;
}

export function step(all: readonly HTMLElement[], next: HTMLElement): void {
  for (const stop of all) stop.tabIndex = stop === next ? 0 : -1;
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}
