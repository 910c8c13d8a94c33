// A phone's own way back closes what covers the screen, instead of leaving the conversation beneath it.

/** A step that is being taken back: the browser does so in its own time, and until then no other is made. */
let leaving: Promise<void> = Promise.resolve();

/** Fulfilled once the history is where the screen is. */
export function settled(): Promise<void> {
  return leaving;
}

/** Makes a step in the history; going back calls `close`. What is answered takes the step away again. */
export function backCloses(close: () => void): () => void {
  let state: "coming" | "there" | "gone" = "coming";
  const back = () => {
    state = "gone";
    close();
  };
  void leaving.then(() => {
    if (state === "gone") return;
    state = "there";
    history.pushState({ ...(history.state as object | null), covered: true }, "");
    addEventListener("popstate", back, { once: true });
  });
  return () => {
    const wasThere = state === "there";
    state = "gone";
    if (!wasThere) return;
    removeEventListener("popstate", back);
    leaving = new Promise((resolve) => addEventListener("popstate", () => resolve(), { once: true }));
    history.back();
  };
}
