// A phone's own way back closes what covers the screen, instead of leaving the conversation beneath it.

/** Makes a step in the history; going back calls `close`. What is answered takes the step away again. */
export function backCloses(close: () => void): () => void {
  history.pushState({ ...(history.state as object | null), covered: true }, "");
  let there = true;
  const back = () => {
    there = false;
    close();
  };
  addEventListener("popstate", back, { once: true });
  return () => {
    if (!there) return;
    there = false;
    removeEventListener("popstate", back);
    history.back();
  };
}
