import { html, type TemplateResult } from "lit";
import type { Screen } from "../../screen/screen";
import "./connection-line";
import "./notification-offer";
import "./upload-tray";

/** Status lines, part of the layout so that they cover nothing. */
export function statusLines(screen: Screen): TemplateResult {
  return html`<div class="status-lines">
    <connection-line .screen=${screen}></connection-line>
    <notification-offer .screen=${screen}></notification-offer>
    <upload-tray .screen=${screen}></upload-tray>
  </div>`;
}
