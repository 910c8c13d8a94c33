import { type Signal, signal } from "@preact/signals-core";
import { html, nothing, type TemplateResult } from "lit";
import type { DialogRequest } from "../../screen/dialogs";
import type { Screen } from "../../screen/screen";
import "./quick-switcher";

/** Whether the files of the dialogs have arrived. */
const arrived = { later: signal(false), editor: signal(false) };

/** The dialog, once its file has arrived. */
export function drawDialog(screen: Screen, request: DialogRequest): TemplateResult | typeof nothing {
  if (request.name === "quick-switcher") return draw(screen, request);
  const file = request.name === "edit-picture" ? arrived.editor : arrived.later;
  if (file.value) return draw(screen, request);
  void load(file, screen, request);
  return nothing;
}

async function load(file: Signal<boolean>, screen: Screen, request: DialogRequest): Promise<void> {
  try {
    await (file === arrived.editor ? import("../media/picture-editor") : import("./later"));
    file.value = true;
  } catch (error) {
    console.warn("A dialog cannot be loaded:", error);
    screen.closed(request);
    screen.toast("This could not be loaded. Check your connection, or reload the page.");
  }
}

function draw(screen: Screen, request: DialogRequest): TemplateResult {
  switch (request.name) {
    case "new-conversation":
      return html`<new-conversation .screen=${screen} .request=${request}></new-conversation>`;
    case "browse-channels":
      return html`<browse-channels .screen=${screen} .request=${request}></browse-channels>`;
    case "quick-switcher":
      return html`<quick-switcher .screen=${screen} .request=${request}></quick-switcher>`;
    case "shortcuts":
      return html`<shortcuts-help .screen=${screen} .request=${request}></shortcuts-help>`;
    case "notify":
      return html`<notify-dialog .screen=${screen} .request=${request}></notify-dialog>`;
    case "mute":
      return html`<mute-dialog .screen=${screen} .request=${request}></mute-dialog>`;
    case "why":
      return html`<why-dialog .screen=${screen} .request=${request}></why-dialog>`;
    case "add-members":
      return html`<add-members .screen=${screen} .request=${request}></add-members>`;
    case "ban":
      return html`<ban-dialog .screen=${screen} .request=${request}></ban-dialog>`;
    case "person":
      return html`<person-card .screen=${screen} .request=${request}></person-card>`;
    case "report":
      return html`<report-dialog .screen=${screen} .request=${request}></report-dialog>`;
    case "requests":
      return html`<requests-dialog .screen=${screen} .request=${request}></requests-dialog>`;
    case "readers":
      return html`<readers-dialog .screen=${screen} .request=${request}></readers-dialog>`;
    case "reactors":
      return html`<reactors-dialog .screen=${screen} .request=${request}></reactors-dialog>`;
    case "revisions":
      return html`<revisions-dialog .screen=${screen} .request=${request}></revisions-dialog>`;
    case "light-box":
      return html`<light-box .screen=${screen} .request=${request}></light-box>`;
    case "edit-picture":
      return html`<picture-editor .screen=${screen} .request=${request}></picture-editor>`;
    case "confirm":
      return html`<confirm-dialog .screen=${screen} .request=${request}></confirm-dialog>`;
  }
}
