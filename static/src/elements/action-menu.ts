import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { Watcher } from "../helpers/watcher";
import { icon } from "../icons/icon";
import { backClosesSheet } from "../screen/back-closes";
import { type MenuRequest, placeBeside } from "../screen/floating";
import { wayBack } from "../screen/focus";
import { onPressOutside } from "../screen/press-outside";
import type { Screen } from "../screen/screen";

/** The menu of the screen: next to its anchor, or on a phone a sheet at the lower edge. */
@customElement("action-menu")
export class ActionMenu extends Watcher {
  @property({ attribute: false }) screen!: Screen;
  @property({ attribute: false }) request!: MenuRequest;
  @query("[popover]") private readonly panel!: HTMLElement;
  private goBack = (): void => undefined;
  private stopListening = (): void => undefined;
  private uncover = (): void => undefined;

  override render(): TemplateResult {
    const { label, items, quick } = this.request;
    return html`<div class="action-menu floating" popover="manual" role="menu" aria-label=${label} @keydown=${this.step}>
      ${
        quick
          ? html`<div class="quick-row" role="group" aria-label="React">
              ${quick.emoji.map(
                (emoji) => html`<button class="icon-button emoji" type="button" role="menuitem" tabindex="-1"
                aria-label="React with ${emoji}" @click=${() => this.close(() => quick.pick(emoji))}>${emoji}</button>`,
              )}
              <button class="icon-button" type="button" role="menuitem" tabindex="-1" aria-label="Another emoji" @click=${() => this.close(quick.more)}>${icon("react")}</button>
            </div>`
          : nothing
      }
      ${items.map(
        (
          item,
        ) => html`<button class="menu-item ${item.danger ? "danger" : ""}" type="button" role="menuitem" tabindex="-1" @click=${() => this.close(item.act)}>
          ${icon(item.icon)}<span>${item.label}</span>${item.shortcut ? html`<kbd aria-hidden="true">${item.shortcut}</kbd>` : nothing}
        </button>`,
      )}
    </div>`;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stopListening();
    this.uncover();
  }

  protected override firstUpdated(): void {
    this.goBack = wayBack(this.request.anchor);
    // A manual popover: an automatic one would close when the finger of the long press that opened it is lifted.
    this.panel.showPopover();
    this.stopListening = onPressOutside(this.panel, this.request.anchor, () => this.close());
    placeBeside(this.panel, this.request.anchor);
    this.uncover = backClosesSheet(() => this.close());
    this.querySelector<HTMLElement>(".menu-item")?.focus();
  }

  /** Closes the menu and restores focus before the chosen action runs, because the action may move focus. */
  private close(chosen?: () => void): void {
    this.stopListening();
    this.uncover();
    this.panel.hidePopover();
    if (this.screen.menu.value === this.request) this.screen.menu.value = null;
    this.goBack();
    chosen?.();
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
    if (event.key === "Tab" || event.key === "Escape") this.close();
    if (event.key === "Escape") event.preventDefault();
    if (to === undefined) return;
    event.preventDefault();
    items.at(to % items.length)?.focus();
  }
}
