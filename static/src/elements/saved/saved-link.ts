import { html, nothing, type TemplateResult } from "lit";
import { icon } from "../../icons/icon";
import type { Screen } from "../../screen/screen";

/** The way to the saved messages, with the number of those that are due. */
export function savedLink(screen: Screen): TemplateResult {
  const due = screen.chat.saved.due.value;
  const isHere = screen.router.route.value.saved;
  return html`<a class="row-button saved-link" href="/saved" title="Saved messages" aria-current=${isHere ? "page" : nothing} @click=${open}>
    ${icon("bookmark")}<span>Saved</span>${due ? html`<b class="badge tabular">${due}<span class="aside"> due</span></b>` : nothing}
  </a>`;

  function open(event: MouseEvent): void {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    screen.router.goSaved();
  }
}
