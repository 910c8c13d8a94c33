import type { Screen } from "../../screen/screen";
import { LateFile, withFile } from "../late-file";

type Later = typeof import("./later");

const load = (): Promise<Later> => import("./later");

/** The view, the dialogs, the reminders, and what the menu of a message does. */
export const savedFile = new LateFile(load);

/** Runs one of its functions, once it is here. */
export function withSaved(screen: Screen, act: (later: Later) => void): void {
  withFile(screen, load, act);
}
