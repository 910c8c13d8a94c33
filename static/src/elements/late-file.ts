import { signal } from "@preact/signals-core";
import type { Screen } from "../screen/screen";

const LOST = "This could not be loaded. Check your connection, or reload the page.";

/** Does something with a file once it is here. */
export function withFile<File>(screen: Screen, load: () => Promise<File>, act: (file: File) => void): void {
  void screen.attempt(() =>
    load().then(act, () => {
      throw new Error(LOST);
    }),
  );
}

/** Elements that no first view shows: their file is loaded when the first of them is. */
export class LateFile {
  private readonly here = signal(false);

  constructor(private readonly load: () => Promise<unknown>) {}

  /** (reactive) Whether the file is here. If not, it is loaded; `close` is called if that fails. */
  isHere(screen: Screen, close: () => void): boolean {
    if (!this.here.value) void this.fetch(screen, close);
    return this.here.value;
  }

  /** Loads the file while nothing else happens. If that fails, it is loaded when it is needed. */
  prepare(): void {
    const load = () =>
      void this.load().then(
        () => (this.here.value = true),
        () => undefined,
      );
    if ("requestIdleCallback" in window) requestIdleCallback(load, { timeout: 10_000 });
    else setTimeout(load, 3_000);
  }

  private async fetch(screen: Screen, close: () => void): Promise<void> {
    try {
      await this.load();
      this.here.value = true;
    } catch (error) {
      console.warn("A part of the screen cannot be loaded:", error);
      close();
      screen.toast(LOST);
    }
  }
}
