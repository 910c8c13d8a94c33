// Focus is never lost: if its element goes away, it moves to where the user continues.

/** On large screens with a keyboard the composer gets focus. On others an on-screen keyboard would be in the way. */
const WRITES = "(min-width: 720px) and (pointer: fine)";
const FIELDS = ["message-composer textarea"];
const PLACES = [".timeline-view", "conversation-list [data-stop]", "#conversation"];
/** Containers in which focus moves to a neighbour first. */
const REGIONS = "li, ul, form, dialog, message-item, .side-pane";
const STOPS = "[data-first], a[href], button, select";

type Way = HTMLElement | null | undefined;

/** Call when something opens; returns the function that restores focus. Falls back to the message if its toolbar is gone. */
export function wayBack(anchor: Way = null): () => void {
  const opener = focused();
  const ways = [opener, anchor, (anchor ?? opener)?.closest<HTMLElement>("message-item")];
  return () => land([...ways, ...places()]);
}

/** Moves focus from a removed element to its neighbours, or else to where the user continues. */
export function keepFocus(root: HTMLElement): () => void {
  let path: EventTarget[] = [];
  const follow = (event: FocusEvent): void => {
    path = event.composedPath();
  };
  const look = (): void => {
    const [last, ...around] = path.filter((each) => each instanceof HTMLElement);
    if (focused() || !last || last.isConnected) return;
    const region = around.find((each) => each.isConnected && each.matches(REGIONS));
    const stops = writes() ? `${STOPS}, input, textarea` : STOPS;
    land([region, ...(region?.querySelectorAll<HTMLElement>(stops) ?? []), ...places()]);
  };
  const changes = new MutationObserver(look);
  root.addEventListener("focusin", follow);
  changes.observe(root, { childList: true, subtree: true });
  return () => {
    root.removeEventListener("focusin", follow);
    changes.disconnect();
  };
}

export function isLost(): boolean {
  return focused() === null;
}

function focused(): HTMLElement | null {
  const { activeElement } = document;
  return activeElement instanceof HTMLElement && activeElement !== document.body ? activeElement : null;
}

function places(): Way[] {
  const all = writes() ? [...FIELDS, ...PLACES] : PLACES;
  return all.map((place) => document.querySelector<HTMLElement>(place));
}

function writes(): boolean {
  return matchMedia(WRITES).matches;
}

/** Focuses the first element that accepts it: hidden and removed ones do not. */
function land(ways: readonly Way[]): void {
  ways.some((way) => {
    if (!way?.isConnected) return false;
    way.focus({ preventScroll: true });
    return focused() === way;
  });
}
