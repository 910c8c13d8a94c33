import { html, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { Watcher } from "../../helpers/watcher";
import { icon } from "../../icons/icon";
import type { Screen } from "../../screen/screen";
import { messageLine } from "./message-line";

/** The message that is replied to, as one clipped line that jumps to it. */
@customElement("reply-quote")
export class ReplyQuote extends Watcher {
  @property({ attribute: false }) screen!: Screen;
  @property({ attribute: false }) seq = 0;

  override render(): TemplateResult {
    const { screen, seq } = this;
    const message = screen.timeline.value?.message(seq);
    if (message === null)
      return html`<span class="quote-line quiet">${icon("reply", 16)} A message you cannot see</span>`;
    if (message === undefined) return html`<span class="quote-line quiet">${icon("reply", 16)} …</span>`;
    const { display_name } = screen.chat.people.get(message.sender);
    return html`<button class="quote-line" type="button" title="Go there" @click=${this.jump}>
      ${icon("reply", 16)}<span class="aside">Reply to </span><span class="sender" dir="auto">${display_name}</span><span class="text" dir="auto">${messageLine(message)}</span>
    </button>`;
  }

  private jump(): void {
    void this.screen.timeline.value?.jumpTo(this.seq, { highlight: true });
  }
}
