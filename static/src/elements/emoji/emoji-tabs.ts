import { html, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { Watcher } from "../../helpers/watcher";
import type { Section } from "./sections";

/** Goes to a group of emoji: one stop for Tab, arrow keys within. */
@customElement("emoji-tabs")
export class EmojiTabs extends Watcher {
  @property({ attribute: false }) sections: readonly Section[] = [];
  /** The index of the section in view. */
  @property({ attribute: false }) current = 0;
  /** Scrolls to a section, and moves focus to its first emoji if it was chosen by a key. */
  @property({ attribute: false }) go!: (index: number, byKey: boolean) => unknown;

  override render(): TemplateResult {
    return html`<div class="emoji-tabs" role="group" aria-label="Groups" @keydown=${this.step}>
      ${this.sections.map(
        ({ name, icon }, index) => html`<button class="emoji" type="button" aria-label=${name} title=${name}
          aria-current=${index === this.current} tabindex=${index === this.current ? 0 : -1}
          @click=${({ detail }: MouseEvent) => this.go(index, detail === 0)}>${icon}</button>`,
      )}
    </div>`;
  }

  private step(event: KeyboardEvent): void {
    const tab = event.target as HTMLElement;
    const tabs = [...this.querySelectorAll("button")];
    const here = tabs.indexOf(tab as HTMLButtonElement);
    if (event.key === "ArrowDown") tab.click();
    else if (event.key === "ArrowRight") tabs[here + 1]?.focus();
    else if (event.key === "ArrowLeft") tabs[here - 1]?.focus();
    else return;
    event.preventDefault();
  }
}
