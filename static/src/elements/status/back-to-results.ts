import { html, nothing, type TemplateResult } from "lit";
import { icon } from "../../icons/icon";
import type { Screen } from "../../screen/screen";

/** The way back to the results of a search, above the conversation of the result that the user went to. */
export function backToResults(screen: Screen): TemplateResult | typeof nothing {
  const search = screen.search.value;
  if (!search || search.visited?.conversation !== screen.router.route.value.conversation) return nothing;
  return html`<div class="search-back">
    <button class="link-button" type="button" @click=${() => screen.show({ name: "search", conversation: search.conversation, kept: search })}>Back to the search results</button>
    <button class="icon-button" type="button" aria-label="End the search" title="End the search" @click=${() => (screen.search.value = null)}>${icon("close")}</button>
  </div>`;
}
