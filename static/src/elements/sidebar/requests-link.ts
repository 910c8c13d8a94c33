import { html, nothing, type TemplateResult } from "lit";
import { icon } from "../../icons/icon";
import type { Screen } from "../../screen/screen";

/** The row that leads to the requests, if any wait. */
export function requestsLink(screen: Screen): TemplateResult | typeof nothing {
  const { length } = screen.chat.requests.waiting.value;
  if (length === 0) return nothing;
  return html`<button class="row-button" type="button" @click=${() => screen.show({ name: "requests" })}>
    ${icon("addPerson")}<span>Requests</span><span class="badge tabular">${length}</span>
  </button>`;
}
