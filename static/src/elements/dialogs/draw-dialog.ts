import { nothing, type TemplateResult } from "lit";
import type { DialogRequest } from "../../screen/dialogs";
import type { Screen } from "../../screen/screen";
import { LateFile } from "../late-file";

let draw: typeof import("./drawing").draw;

const withDrawing = (load: () => Promise<unknown>) =>
  new LateFile(async () => {
    const [drawing] = await Promise.all([import("./drawing"), load()]);
    draw = drawing.draw;
  });

export const later = withDrawing(() => import("./later"));
const editor = withDrawing(() => import("../media/picture-editor"));
const saved = withDrawing(() => import("../saved/later"));

const FILES: { [name: string]: LateFile } = { "edit-picture": editor, remind: saved, "saved-note": saved };

/** The dialog, once its file is here. */
export function drawDialog(screen: Screen, request: DialogRequest): TemplateResult | typeof nothing {
  const file = FILES[request.name] ?? later;
  return file.isHere(screen, () => screen.closed(request)) ? draw(screen, request) : nothing;
}
