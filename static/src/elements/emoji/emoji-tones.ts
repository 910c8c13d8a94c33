import { html, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { Watcher } from "../../helpers/watcher";
import { onPressOutside } from "../../screen/press-outside";
import type { Variant } from "./catalogue";

export interface TonesRequest {
  anchor: HTMLElement;
  variants: readonly Variant[];
  choose: (variant: Variant) => void;
}

const GAP = 4;
const EDGE = 8;
/** Each tone of one person with each of the other, below the emoji without a tone. */
const COLUMNS_OF_TWO = 5;
const MOST_OF_ONE = 6;

/** One emoji in its skin tones, next to it within the picker. */
@customElement("emoji-tones")
export class EmojiTones extends Watcher {
  @property({ attribute: false }) request!: TonesRequest;
  @property({ attribute: false }) close!: () => void;
  private stopListening = (): void => undefined;

  override render(): TemplateResult {
    const { variants, choose } = this.request;
    return html`<div class="emoji-tones ${this.showsTwo ? "two" : ""}" role="menu" aria-label="Skin tone" @keydown=${this.step}>
      ${variants.map(
        (
          variant,
        ) => html`<button class="emoji" type="button" role="menuitem" tabindex="-1" aria-label=${variant.name}
          @click=${() => choose(variant)}>${variant.char}</button>`,
      )}
    </div>`;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stopListening();
  }

  protected override updated(): void {
    const menu = this.querySelector<HTMLElement>(".emoji-tones")!;
    const { anchor } = this.request;
    this.stopListening();
    this.stopListening = onPressOutside(menu, anchor, this.close);
    place(menu, anchor);
    menu.querySelector("button")?.focus({ preventScroll: true });
  }

  private get showsTwo(): boolean {
    return this.request.variants.length > MOST_OF_ONE;
  }

  private step(event: KeyboardEvent): void {
    // The picker has its own use for these keys, and the browser closes it at Escape.
    event.stopPropagation();
    const all = [...this.querySelectorAll<HTMLElement>("[role=menuitem]")];
    const here = all.indexOf(event.target as HTMLElement);
    const row = this.showsTwo ? COLUMNS_OF_TWO : 1;
    const to = {
      ArrowRight: here + 1,
      ArrowLeft: here - 1,
      ArrowDown: here === 0 ? 1 : here + row,
      ArrowUp: Math.max(0, here - row),
      Home: 0,
      End: all.length - 1,
    }[event.key];
    if (to !== undefined) all[to]?.focus();
    else if (event.key === "Escape" || event.key === "Tab") this.close();
    else return;
    event.preventDefault();
  }
}

/** Above the anchor, or below it where there is no room, within the picker. */
function place(menu: HTMLElement, anchor: HTMLElement): void {
  const around = menu.closest(".emoji-picker")!.getBoundingClientRect();
  const at = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const above = at.top - around.top - height - GAP;
  const top = above >= EDGE ? above : at.bottom - around.top + GAP;
  const left = at.left + at.width / 2 - width / 2 - around.left;
  menu.style.top = `${Math.max(EDGE, Math.min(top, around.height - height - EDGE))}px`;
  menu.style.left = `${Math.max(EDGE, Math.min(left, around.width - width - EDGE))}px`;
}
