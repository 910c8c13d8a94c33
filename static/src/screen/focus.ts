// Focus is somewhere, always: where one goes on working, when what had it is gone.

/** With keys and room one goes on writing; else one reads, and a keyboard that slides up is in the way. */
const WRITES = "(min-width: 720px) and (pointer: fine)";
const FIELDS = ["message-composer textarea"];
const PLACES = [".timeline-view", "conversation-list [data-stop]", "#conversation"];
/** What goes leaves its neighbours in reach. */
const REGIONS = "li, ul, form, dialog, message-item, .side-pane";
const STOPS = "[data-first], a[href], button, select";

type Way = HTMLElement | null | undefined;

/** Called when something opens: returns what hands focus back after. A toolbar may be gone by then, its message is not. */
export function wayBack(anchor: Way = null): () => void {
  const opener = focused();
  const ways = [opener, anchor, (anchor ?? opener)?.closest<HTMLElement>("message-item")];
  return () => land([...ways, ...places()]);
}

/** Hands on the focus of what is taken out of the page: to its neighbours, else to where one goes on working. */
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

/** On the first that takes it: what is hidden or gone does not. */
function land(ways: readonly Way[]): void {
  ways.some((way) => {
    if (!way?.isConnected) return false;
    way.focus({ preventScroll: true });
    return focused() === way;
  });
}
