import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { Watcher } from "../helpers/watcher";
import { icon } from "../icons/icon";
import { type MenuRequest, placeBeside } from "../screen/floating";
import { onPressOutside } from "../screen/press-outside";
import type { Screen } from "../screen/screen";

/** The one menu of the screen: beside its anchor, a sheet from the lower edge on a phone. */
@customElement("action-menu")
export class ActionMenu extends Watcher {
  @property({ attribute: false }) screen!: Screen;
  @property({ attribute: false }) request!: MenuRequest;
  @query("[popover]") private readonly panel!: HTMLElement;
  private readonly opener = document.activeElement as HTMLElement | null;
  private chosen: (() => void) | null = null;
  private stopListening = (): void => undefined;

  override render(): TemplateResult {
    const { label, items, quick } = this.request;
    return html`<div class="action-menu floating" popover="manual" role="menu" aria-label=${label} @toggle=${this.toggled} @keydown=${this.step}>
      ${
        quick
          ? html`<div class="quick-row" role="group" aria-label="React">
              ${quick.emoji.map(
                (emoji) => html`<button class="icon-button emoji" type="button" role="menuitem" tabindex="-1"
                aria-label="React with ${emoji}" @click=${() => this.choose(() => quick.pick(emoji))}>${emoji}</button>`,
              )}
              <button class="icon-button" type="button" role="menuitem" tabindex="-1" aria-label="Another emoji" @click=${() => this.choose(quick.more)}>${icon("react")}</button>
            </div>`
          : nothing
      }
      ${items.map(
        (
          item,
        ) => html`<button class="menu-item ${item.danger ? "danger" : ""}" type="button" role="menuitem" tabindex="-1" @click=${() => this.choose(item.act)}>
          ${icon(item.icon)}<span>${item.label}</span>${item.shortcut ? html`<kbd aria-hidden="true">${item.shortcut}</kbd>` : nothing}
        </button>`,
      )}
    </div>`;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stopListening();
  }

  protected override firstUpdated(): void {
    // By hand: an automatic popover would close under the finger whose long press has opened it.
    this.panel.showPopover();
    this.stopListening = onPressOutside(this.panel, () => this.panel.hidePopover());
    placeBeside(this.panel, this.request.anchor);
    this.querySelector<HTMLElement>(".menu-item")?.focus();
  }

  private choose(act: () => void): void {
    this.chosen = act;
    this.panel.hidePopover();
  }

  private step(event: KeyboardEvent): void {
    const items = [...this.querySelectorAll<HTMLElement>("[role=menuitem]")];
    const here = items.indexOf(document.activeElement as HTMLElement);
    const to = {
      ArrowDown: here + 1,
      ArrowRight: here + 1,
      ArrowUp: here - 1,
      ArrowLeft: here - 1,
      Home: 0,
      End: items.length - 1,
    }[event.key];
    if (event.key === "Tab" || event.key === "Escape") this.panel.hidePopover();
    if (event.key === "Escape") event.preventDefault();
    if (to === undefined) return;
    event.preventDefault();
    items.at(to % items.length)?.focus();
  }

  /** First the menu is gone and focus is back, then the chosen thing happens: it may move focus itself. */
  private toggled(event: ToggleEvent): void {
    if (event.newState !== "closed") return;
    this.stopListening();
    if (this.screen.menu.value === this.request) this.screen.menu.value = null;
    const { anchor } = this.request;
    (this.opener?.isConnected && this.opener !== document.body ? this.opener : anchor).focus({
      preventScroll: true,
    });
    this.chosen?.();
  }
}
