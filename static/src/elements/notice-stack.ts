import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { Watcher } from "../helpers/watcher";
import { icon } from "../icons/icon";
import type { Screen } from "../screen/screen";

const SHOWN_MS = 4000;

/** Toasts that disappear ("Link copied"), and refusals that stay until dismissed: one at a time. */
@customElement("notice-stack")
export class NoticeStack extends Watcher {
  @property({ attribute: false }) screen!: Screen;
  @state() private passing: { text: string } | null = null;
  @query("[popover]") private readonly panel!: HTMLElement;
  private seen: { text: string } | null = null;
  private timer = 0;

  override render(): TemplateResult {
    this.show(this.screen.lastToast.value);
    return html`<div role="status"><div class="notice-stack" popover="manual">
      ${this.passing ? html`<div class="toast">${this.passing.text}</div>` : this.lasting()}
    </div></div>`;
  }

  /** Shows the toast above an open dialog. */
  protected override updated(): void {
    this.panel.hidePopover();
    if (this.panel.firstElementChild) this.panel.showPopover();
  }

  private lasting(): TemplateResult | typeof nothing {
    const { chat } = this.screen;
    const [first, ...others] = chat.notices.all.value;
    if (!first) return nothing;
    const more = others.length > 0 ? html`<span class="tabular">1 of ${others.length + 1}</span>` : nothing;
    return html`<div class="toast lasting"><span>${first.text}</span>${more}
      <button class="icon-button" type="button" aria-label="Dismiss" @click=${() => chat.notices.dismiss(first.id)}>${icon("close", 16)}</button></div>`;
  }

  private show(toast: { text: string } | null): void {
    if (!toast || toast === this.seen) return;
    this.seen = toast;
    this.passing = toast;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      this.passing = null;
    }, SHOWN_MS);
  }
}
