import { html, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { Watcher } from "../helpers/watcher";
import { icon } from "../icons/icon";
import type { Screen } from "../screen/screen";

const SHOWN_MS = 4000;

/** Short words that pass ("Link copied"), and refusals that stay until they are read. */
@customElement("notice-stack")
export class NoticeStack extends Watcher {
  @property({ attribute: false }) screen!: Screen;
  @state() private passing: { text: string } | null = null;
  private heard: { text: string } | null = null;
  private timer = 0;

  override render(): TemplateResult {
    const { chat, said } = this.screen;
    this.hear(said.value);
    return html`<div class="notice-stack" role="status">
      ${repeat(
        chat.notices.value,
        ({ id }) => id,
        ({ id, text }) => html`<div class="toast lasting"><span>${text}</span>
          <button class="icon-button" type="button" aria-label="Dismiss" @click=${() => chat.dismissNotice(id)}>${icon("close", 16)}</button></div>`,
      )}
      ${this.passing ? html`<div class="toast">${this.passing.text}</div>` : ""}
    </div>`;
  }

  private hear(said: { text: string } | null): void {
    if (!said || said === this.heard) return;
    this.heard = said;
    this.passing = said;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      this.passing = null;
    }, SHOWN_MS);
  }
}
