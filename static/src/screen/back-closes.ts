// A phone's back gesture closes the layer that covers the screen, instead of leaving the conversation.

/** The layers that cover the screen and have a history entry, the topmost last. */
const layers: (() => void)[] = [];
/** Resolves once the browser, which navigates asynchronously, has gone back. Until then no entry is added. */
let leaving: Promise<void> = Promise.resolve();
let stepsBack = 0;

function wentBack(): void {
  if (stepsBack === 0) layers.pop()?.();
}

/** Resolves once the history matches the screen. */
export function settled(): Promise<void> {
  return leaving;
}

/** Acts at once, or as soon as the history matches the screen. */
export function onceSettled(act: () => void): void {
  if (stepsBack === 0) act();
  else void leaving.then(() => onceSettled(act));
}

/** Adds a history entry; going back calls `close`. Returns a function that removes the entry. */
export function backCloses(close: () => void): () => void {
  let isGone = false;
  addEventListener("popstate", wentBack);
  void leaving.then(() => {
    if (isGone) return;
    history.pushState({ ...(history.state as object | null), covered: true }, "");
    layers.push(close);
  });
  return () => {
    isGone = true;
    const at = layers.indexOf(close);
    if (at < 0) return;
    layers.splice(at, 1);
    // The user navigated elsewhere from this layer.
    if ((history.state as { covered?: boolean } | null)?.covered) stepBack();
  };
}

/** The same for menus and dialogs, if they cover the screen as sheets. */
export function backClosesSheet(close: () => void): () => void {
  return matchMedia("(max-width: 719px)").matches ? backCloses(close) : () => undefined;
}

/** Goes back programmatically. A layer that opens before the browser has finished stays open. */
export function stepBack(): void {
  addEventListener("popstate", wentBack);
  stepsBack += 1;
  leaving = leaving.then(
    () =>
      new Promise((resolve) => {
        const arrived = (): void => {
          stepsBack -= 1;
          resolve();
        };
        addEventListener("popstate", arrived, { once: true });
        history.back();
      }),
  );
}
