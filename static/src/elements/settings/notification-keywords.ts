import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { Watcher } from "../../helpers/watcher";
import { icon } from "../../icons/icon";
import { LIMITS } from "../../protocol/generated";
import type { Change } from "./notification-choices";

/** Words that notify the user like a mention. */
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
        this.words.length < LIMITS.keywords
          ? html`<div class="keyword-line">
              <input id="keyword" class="input" type="text" dir="auto" @input=${checkEach} autocomplete="off" placeholder="deploy, on-call" />
              <button class="button" type="submit">Add</button>
            </div>`
          : html`<p class="help">You cannot add any more words.</p>`
      }
    </form>`;
  }

  private chip(word: string): TemplateResult {
    return html`<li class="chip keyword"><span dir="auto">${word}</span>
      <button class="icon-button" type="button" aria-label="Remove ${word}" @click=${() => this.drop(word)}>${icon("close", 16)}</button></li>`;
  }

  /** Keeps a keyword that is not accepted in the field. */
  private async add(event: Event): Promise<void> {
    event.preventDefault();
    const words = [...new Set([...this.words, ...wordsIn(this.field.value)])].slice(0, LIMITS.keywords);
    const typedText = this.field.value;
    const isTaken = words.length === this.words.length || (await this.change({ keywords: words }));
    if (isTaken && this.field?.value === typedText) this.field.value = "";
  }

  private drop(word: string): void {
    void this.change({ keywords: this.words.filter((other) => other !== word) });
    this.field?.focus();
  }
}

function wordsIn(text: string): string[] {
  const words = text.split(",").map((word) => word.trim().toLowerCase().replace(/^@/, ""));
  return words.filter(Boolean);
}

function checkEach({ target }: Event): void {
  const field = target as HTMLInputElement;
  const isTooLong = wordsIn(field.value).some((word) => [...word].length > LIMITS.keyword);
  field.setCustomValidity(isTooLong ? `Use at most ${LIMITS.keyword} characters for each keyword.` : "");
}
