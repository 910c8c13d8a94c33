import { html, nothing, type TemplateResult } from "lit";
import type { PickerRequest } from "../../screen/floating";
import type { Screen } from "../../screen/screen";
import { LateFile } from "../late-file";

const file = new LateFile(() => import("./emoji-picker"));

/** The picker, once its file with all emoji is here. */
export function drawPicker(screen: Screen, request: PickerRequest): TemplateResult | typeof nothing {
  const close = (): void => {
    if (screen.picker.value === request) screen.picker.value = null;
  };
  if (!file.isHere(screen, close)) return nothing;
  return html`<emoji-picker .screen=${screen} .request=${request}></emoji-picker>`;
}
