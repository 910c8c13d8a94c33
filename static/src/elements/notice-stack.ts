import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { Watcher } from "../helpers/watcher";
import { icon } from "../icons/icon";
import type { Screen } from "../screen/screen";
import type { Toast } from "../screen/speaker";
import { savedFile } from "./saved/save-acts";

const SHOWN_MS = 4000;
const SHOWN_WITH_BUTTON_MS = 10_000;

/** Toasts that disappear ("Link copied"), and refusals that stay until dismissed: one at a time. */
@customElement("notice-stack")
export class NoticeStack extends Watcher {
  @property({ attribute: false }) screen!: Screen;
  @state() private passing: Toast | null = null;
  @query("[popover]") private readonly panel!: HTMLElement;
  private seen: Toast | null = null;
  private timer = 0;

  override render(): TemplateResult {
    this.show(this.screen.lastToast.value);
    return html`<div role="status"><div class="notice-stack" popover="manual">
      ${this.reminder()}${this.passing ? this.toast(this.passing) : this.lasting()}
    </div></div>`;
  }

  /** Shows the toast above an open dialog. */
  protected override updated(): void {
    this.panel.hidePopover();
    if (this.panel.firstElementChild) this.panel.showPopover();
  }

  private reminder(): TemplateResult | typeof nothing {
    const { screen } = this;
    if (!screen.chat.saved.fired.value.length) return nothing;
    return savedFile.isHere(screen, () => screen.chat.saved.seen())
      ? html`<reminder-toast .screen=${screen}></reminder-toast>`
      : nothing;
  }

  private toast({ text, button }: Toast): TemplateResult {
    const press = (): void => {
      this.passing = null;
      button?.act();
    };
    return html`<div class="toast">${text}${button ? html` <button class="link-button" type="button" @click=${press}>${button.label}</button>` : nothing}</div>`;
  }

  private lasting(): TemplateResult | typeof nothing {
    const { chat } = this.screen;
    const [first, ...others] = chat.notices.all.value;
    if (!first) return nothing;
    const more = others.length > 0 ? html`<span class="tabular">1 of ${others.length + 1}</span>` : nothing;
    return html`<div class="toast lasting"><span>${first.text}</span>${more}
      <button class="icon-button" type="button" aria-label="Dismiss" @click=${() => chat.notices.dismiss(first.id)}>${icon("close", 16)}</button></div>`;
  }

  private show(toast: Toast | null): void {
    if (!toast || toast === this.seen) return;
    this.seen = toast;
    this.passing = toast;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(
      () => {
        this.passing = null;
      },
      toast.button ? SHOWN_WITH_BUTTON_MS : SHOWN_MS,
    );
  }
}
