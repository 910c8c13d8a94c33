import { html, type TemplateResult } from "lit";
import type { DialogRequest } from "../../screen/dialogs";
import type { Screen } from "../../screen/screen";

/** The element of a dialog, whose file is here. */
export function draw(screen: Screen, request: DialogRequest): TemplateResult {
  switch (request.name) {
    case "new-conversation":
      return html`<new-conversation .screen=${screen} .request=${request}></new-conversation>`;
    case "browse-channels":
      return html`<browse-channels .screen=${screen} .request=${request}></browse-channels>`;
    case "quick-switcher":
      return html`<quick-switcher .screen=${screen} .request=${request}></quick-switcher>`;
    case "search":
      return html`<search-dialog .screen=${screen} .request=${request}></search-dialog>`;
    case "shortcuts":
      return html`<shortcuts-help .screen=${screen} .request=${request}></shortcuts-help>`;
    case "notify":
      return html`<notify-dialog .screen=${screen} .request=${request}></notify-dialog>`;
    case "forward":
      return html`<forward-dialog .screen=${screen} .request=${request}></forward-dialog>`;
    case "mute":
      return html`<mute-dialog .screen=${screen} .request=${request}></mute-dialog>`;
    case "remind":
      return html`<remind-dialog .screen=${screen} .request=${request}></remind-dialog>`;
    case "saved-note":
      return html`<note-dialog .screen=${screen} .request=${request}></note-dialog>`;
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
