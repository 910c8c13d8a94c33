import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { Watcher } from "../../helpers/watcher";
import { icon } from "../../icons/icon";
import type { Timeline } from "../../models/api";
import type { Screen } from "../../screen/screen";
import { messageLine } from "./message-line";

/** One pinned message under the header, the last pinned first. A press goes to it, and the next one is shown. */
@customElement("pinned-bar")
export class PinnedBar extends Watcher {
  @property({ attribute: false }) screen!: Screen;
  @property({ attribute: false }) timeline!: Timeline;
  @state() private at = 0;

  override render(): TemplateResult | typeof nothing {
    const { screen, timeline } = this;
    const pins = timeline.pins.value;
    const message = pins[this.at] ?? pins[0];
    if (!message) return nothing;
    const place = pins.length > 1 ? `${pins.indexOf(message) + 1} of ${pins.length}` : "";
    return html`<section class="pinned-bar" aria-label="Pinned messages">
      <button class="pinned-message" type="button" title="Go there" @click=${() => this.go(message.seq)}>
        ${icon("pin", 16)}<span class="aside">Pinned ${place} </span>
        <span class="sender" dir="auto">${screen.chat.people.get(message.sender).display_name}</span>
        <span class="text" dir="auto">${messageLine(message)}</span>
      </button>
      ${place ? html`<span class="quiet tabular" aria-hidden="true">${place}</span>` : nothing}
      <button class="icon-button" type="button" aria-label="All pinned messages" title="All pinned messages"
        aria-expanded=${screen.router.route.value.pane === "pins"} @click=${() => screen.router.togglePane("pins")}>${icon("list")}</button>
    </section>`;
  }

  private async go(seq: number): Promise<void> {
    const { pins } = this.timeline;
    this.at = (pins.value.findIndex((pin) => pin.seq === seq) + 1) % pins.value.length;
    if (!(await this.timeline.jumpTo(seq, { highlight: true })))
      this.screen.toast("That message cannot be shown.");
  }
}
