import type { Screen } from "../../screen/screen";
import { LateFile } from "../late-file";

type Later = typeof import("./later");

const load = (): Promise<Later> => import("./later");

/** The view, the dialogs, the reminders, and what the menu of a message does. */
export const savedFile = new LateFile(load);

/** Runs one of its functions, once it is here. */
export function withSaved(screen: Screen, act: (later: Later) => void): void {
  void screen.attempt(() =>
    load().then(act, () => {
      throw new Error("This could not be loaded. Check your connection, or reload the page.");
    }),
  );
}
