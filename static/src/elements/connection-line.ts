import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { Watcher } from "../helpers/watcher";
import { icon } from "../icons/icon";
import { count } from "../render/words";
import type { Screen } from "../screen/screen";

/** One calm line, only once the trouble has lasted. It lies over the page and moves nothing. */
@customElement("connection-line")
export class ConnectionLine extends Watcher {
  @property({ attribute: false }) screen!: Screen;
  @state() private now = Date.now();
  private clock = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    this.clock = window.setInterval(() => {
      if (this.screen.chat.connection.peek().visible) this.now = Date.now();
    }, 1000);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.clock);
  }

  override render(): TemplateResult {
    const { visible, phase, retryAt } = this.screen.chat.connection.value;
    // The words are a live region of their own; the countdown beside them is not read out.
    return html`<div class="connection-line ${visible ? "visible" : ""}">
      <span role="status">${visible ? html`${icon("offline", 16)} ${words(phase)}` : nothing}</span>
      ${visible && phase !== "signed-out" && retryAt !== null && retryAt > this.now ? html`<span class="tabular quiet" aria-hidden="true">again in ${count(Math.ceil((retryAt - this.now) / 1000), "second")}</span>` : nothing}
      ${visible && phase === "signed-out" ? html`<a href="/accounts/login/">Sign in</a>` : nothing}
    </div>`;
  }
}

function words(phase: "connecting" | "online" | "offline" | "signed-out"): string {
  if (phase === "signed-out") return "You are signed out.";
  if (phase === "offline") return "You are offline. Messages are sent when you are back.";
  return "Connecting…";
}
