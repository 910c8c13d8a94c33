// A phone's own way back closes what covers the screen, instead of leaving the conversation beneath it.

/** What covers the screen and has a step in the history, the topmost last. */
const layers: (() => void)[] = [];
/** Steps that are being taken back: the browser does so in its own time, and until then no other is made. */
let leaving: Promise<void> = Promise.resolve();
let stepsBack = 0;

function wentBack(): void {
  if (stepsBack === 0) layers.pop()?.();
}

/** Fulfilled once the history is where the screen is. */
export function settled(): Promise<void> {
  return leaving;
}

/** Acts at once, or as soon as the history is where the screen is. */
export function onceSettled(act: () => void): void {
  if (stepsBack === 0) act();
  else void leaving.then(() => onceSettled(act));
}

/** Makes a step in the history; going back calls `close`. What is answered takes the step away again. */
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
    // The reader went on to another place over it.
    if ((history.state as { covered?: boolean } | null)?.covered) stepBack();
  };
}

/** The same where menus and dialogs cover the screen as sheets do. */
export function backClosesSheet(close: () => void): () => void {
  return matchMedia("(max-width: 719px)").matches ? backCloses(close) : () => undefined;
}

/** Goes back programmatically. Whatever opens before the browser has finished stays open. */
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
