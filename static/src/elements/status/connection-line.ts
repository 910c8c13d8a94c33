import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { Watcher } from "../../helpers/watcher";
import { icon } from "../../icons/icon";
import type { ConnectionLine as ConnectionState } from "../../models/api";
import { count } from "../../render/words";
import type { Screen } from "../../screen/screen";

type Phase = ConnectionState["phase"];

/** The status line of the connection, shown only when a failure lasts. */
@customElement("connection-line")
export class ConnectionLine extends Watcher {
  @property({ attribute: false }) screen!: Screen;
  @state() private now = Date.now();
  private clock = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    this.clock = window.setInterval(() => {
      if (this.screen.chat.connection.line.peek().visible) this.now = Date.now();
    }, 1000);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.clock);
  }

  override render(): TemplateResult {
    const { chat } = this.screen;
    const { visible, phase, retryAt } = chat.connection.line.value;
    const waiting = chat.messages.waiting.value;
    const isAway = visible && phase !== "signed-out" && phase !== "limited";
    // Only the text is a live region: screen readers should not announce the countdown.
    return html`<div class="status-line connection-line ${visible ? "visible" : ""}">
      <span role="status">${visible ? html`${icon("offline", 16)} ${words(phase, waiting)}` : nothing}</span>
      ${isAway && retryAt !== null && retryAt > this.now ? html`<span class="tabular quiet" aria-hidden="true">trying again in ${count(Math.ceil((retryAt - this.now) / 1000), "second")}</span>` : nothing}
      ${isAway && phase === "offline" ? html`<button class="link-button" type="button" @click=${() => chat.connection.connectNow()}>Try now</button>` : nothing}
      ${visible && phase === "signed-out" ? html`<a href="/accounts/login/" target="_blank">Sign in</a>` : nothing}
    </div>`;
  }
}

function words(phase: Phase, waiting: number): string {
  if (phase === "limited") return "This network blocks live updates. You cannot see who is typing.";
  const unsent =
    waiting > 0 ? ` ${count(waiting, "message")} ${waiting === 1 ? "waits" : "wait"} to be sent.` : "";
  const state = { offline: "You are offline.", "signed-out": "You are signed out." }[phase as string];
  return `${state ?? "Connecting…"}${unsent}`;
}
