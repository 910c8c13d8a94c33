import { html, nothing, type TemplateResult } from "lit";
import { icon } from "../../icons/icon";
import type { Pane } from "../../screen/router";
import type { Screen } from "../../screen/screen";

export function paneHead(screen: Screen, heading: string, back?: Pane, act?: TemplateResult): TemplateResult {
  return html`<header class="pane-head">
    ${back ? html`<button class="icon-button" type="button" aria-label="Back" @click=${() => screen.router.openPane(back)}>${icon("back")}</button>` : nothing}
    <h2 tabindex="-1">${heading}</h2>
    ${act ?? nothing}
    <button class="icon-button" type="button" aria-label="Close" title="Close (Escape)" @click=${() => screen.router.closePane()}>${icon("close")}</button>
  </header>`;
}
