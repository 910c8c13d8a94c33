import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { Watcher } from "../../helpers/watcher";
import { icon } from "../../icons/icon";
import type { MessageRow } from "../../models/api";
import type { Screen } from "../../screen/screen";
import { quickEmoji } from "../emoji/quick-emoji";
import { actionsFor, messageMenu } from "./message-menu";

/** The toolbar over the corner of a message. It overlays the text and does not move the layout. */
@customElement("message-actions")
export class MessageActions extends Watcher {
  @property({ attribute: false }) screen!: Screen;
  @property({ attribute: false }) conversation = "";
  @property({ attribute: false }) row!: MessageRow;

  override render(): TemplateResult {
    const { react, reply } = actionsFor(this.screen, this.conversation, this.row);
    return html`<div class="action-bar" role="group" aria-label="Actions">
      ${
        react
          ? quickEmoji.slice(0, 3).map(
              (emoji) => html`<button class="icon-button emoji quick" type="button"
        aria-label="React with ${emoji}" @click=${() => react(emoji)}>${emoji}</button>`,
            )
          : nothing
      }
      ${
        react
          ? html`<button class="icon-button" type="button" data-react aria-label="React" title="React (+)" aria-haspopup="dialog" @click=${this.pick}>${icon("react")}</button>`
          : nothing
      }
      ${
        reply
          ? html`<button class="icon-button" type="button" aria-label="Reply" title="Reply (R)" @click=${reply}>${icon("reply")}</button>`
          : nothing
      }
      <button class="icon-button" type="button" data-more aria-label="More" title="More (Enter)" aria-haspopup="menu" @click=${this.more}>${icon("more")}</button>
    </div>`;
  }

  private pick(event: MouseEvent): void {
    const { react } = actionsFor(this.screen, this.conversation, this.row);
    if (react) this.screen.picker.value = { anchor: event.currentTarget as HTMLElement, pick: react };
  }

  private more(event: MouseEvent): void {
    const anchor = event.currentTarget as HTMLElement;
    this.screen.menu.value = messageMenu(this.screen, this.conversation, this.row, anchor);
  }
}
