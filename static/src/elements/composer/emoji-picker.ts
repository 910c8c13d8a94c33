import { html, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { Watcher } from "../../helpers/watcher";
import { backClosesSheet } from "../../screen/back-closes";
import { type PickerRequest, placeBeside } from "../../screen/floating";
import { isLost, wayBack } from "../../screen/focus";
import type { Screen } from "../../screen/screen";
import { type EmojiGroup, emojiGroups } from "./emoji-data";

const COLUMNS = 8;

/** A light picker: the emoji of everyday talk, found by word, walked by arrow keys. */
@customElement("emoji-picker")
export class EmojiPicker extends Watcher {
  @property({ attribute: false }) screen!: Screen;
  @property({ attribute: false }) request!: PickerRequest;
  @state() private word = "";
  @query("[popover]") private readonly panel!: HTMLElement;
  private goBack = (): void => undefined;
  private uncover = (): void => undefined;

  override render(): TemplateResult {
    const groups = this.found();
    return html`<div class="emoji-picker floating" popover="auto" role="dialog" aria-label="Emoji" @toggle=${this.toggled} @keydown=${this.step}>
      <input class="input" type="search" placeholder="Find an emoji" aria-label="Find an emoji" autocomplete="off" @input=${this.search} />
      <div class="emoji-groups" tabindex="-1">
        ${groups.map(
          ({ name, emoji }) => html`<section>
            <p class="group-name" aria-hidden="true">${name}</p>
            <div class="emoji-grid" role="group" aria-label=${name}>
              ${emoji.map(([char, words]) => html`<button class="emoji" type="button" title=${words} aria-label="${char} ${words}" @click=${() => this.choose(char)}>${char}</button>`)}
            </div>
          </section>`,
        )}
        ${groups.length === 0 ? html`<p class="quiet">No emoji by that word.</p>` : ""}
      </div>
    </div>`;
  }

  protected override firstUpdated(): void {
    this.goBack = wayBack(this.request.anchor);
    this.panel.showPopover();
    placeBeside(this.panel, this.request.anchor);
    this.uncover = backClosesSheet(() => this.panel.hidePopover());
    this.panel
      .querySelector<HTMLElement>(matchMedia("(pointer: coarse)").matches ? "button" : "input")
      ?.focus();
  }

  private found(): EmojiGroup[] {
    const word = this.word.trim().toLowerCase();
    if (!word) return [...emojiGroups];
    return emojiGroups
      .map(({ name, emoji }) => ({ name, emoji: emoji.filter(([, words]) => words.includes(word)) }))
      .filter(({ emoji }) => emoji.length > 0);
  }

  private search(event: InputEvent): void {
    this.word = (event.target as HTMLInputElement).value;
  }

  private choose(emoji: string): void {
    this.uncover();
    this.panel.hidePopover();
    this.goBack();
    // Last, for it may move focus itself: into the message field.
    this.request.pick(emoji);
  }

  private step(event: KeyboardEvent): void {
    const all = [...this.querySelectorAll<HTMLElement>(".emoji-grid button")];
    const here = all.indexOf(event.target as HTMLElement);
    if (event.key === "Enter" && here < 0) all[0]?.click();
    const by = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: COLUMNS, ArrowUp: -COLUMNS }[event.key];
    if (by === undefined || (here < 0 && by !== COLUMNS)) return;
    event.preventDefault();
    (all[here < 0 ? 0 : here + by] ?? this.querySelector("input"))?.focus();
  }

  private toggled(event: ToggleEvent): void {
    if (event.newState !== "closed") return;
    this.uncover();
    this.screen.picker.value = null;
    if (isLost()) this.goBack();
  }
}
