import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { Watcher } from "../helpers/watcher";
import { icon } from "../icons/icon";
import type { Change } from "./notification-choices";

const MOST = 20;
const LONGEST = 40;

/** Words that count as if I was named. */
@customElement("notification-keywords")
export class NotificationKeywords extends Watcher {
  @property({ attribute: false }) words: readonly string[] = [];
  @property({ attribute: false }) change!: Change;
  @query("input") private readonly field!: HTMLInputElement;

  override render(): TemplateResult {
    return html`<form class="field" @submit=${this.add}>
      <label for="keyword">Words that count as a mention <span class="optional">besides @ and your name</span></label>
      ${
        this.words.length
          ? html`<ul class="chosen-people" role="list">${this.words.map((word) => this.chip(word))}</ul>`
          : nothing
      }
      ${
        this.words.length < MOST
          ? html`<div class="keyword-line">
              <input id="keyword" class="input" type="text" dir="auto" maxlength=${LONGEST} autocomplete="off" placeholder="deploy, on-call" />
              <button class="button" type="submit">Add</button>
            </div>`
          : html`<p class="help">That is as many as there can be.</p>`
      }
    </form>`;
  }

  private chip(word: string): TemplateResult {
    return html`<li class="chip keyword"><span dir="auto">${word}</span>
      <button class="icon-button" type="button" aria-label="Remove ${word}" @click=${() => this.drop(word)}>${icon("close", 16)}</button></li>`;
  }

  /** What is not accepted stays in the field. */
  private async add(event: Event): Promise<void> {
    event.preventDefault();
    const typed = this.field.value
      .split(",")
      .map((word) => word.trim().toLocaleLowerCase().replace(/^@/, ""));
    const words = [...new Set([...this.words, ...typed.filter(Boolean)])].slice(0, MOST);
    const typedText = this.field.value;
    const isTaken = words.length === this.words.length || (await this.change({ keywords: words }));
    if (isTaken && this.field?.value === typedText) this.field.value = "";
  }

  private drop(word: string): void {
    void this.change({ keywords: this.words.filter((other) => other !== word) });
    this.field?.focus();
  }
}
