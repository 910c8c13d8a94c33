import { html, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { Watcher } from "../helpers/watcher";
import { icon } from "../icons/icon";
import type { Recording } from "../screen/recording";

/** The composer's line while a voice is recorded. Escape gives it up. */
@customElement("voice-recorder")
export class VoiceRecorder extends Watcher {
  @property({ attribute: false }) recording!: Recording;
  @property({ attribute: false }) end!: (what: "give up" | "keep" | "send") => void;

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.end("give up");
    });
  }

  protected override firstUpdated(): void {
    this.querySelector<HTMLElement>(".send-button")?.focus();
  }

  override render(): TemplateResult {
    const seconds = this.recording.seconds.value;
    const clock = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    return html`<div class="composer-line voice-recorder" role="group" aria-label="Recording a voice message">
      <button class="icon-button" type="button" aria-label="Discard the recording" title="Discard (Escape)" @click=${() => this.end("give up")}>${icon("delete")}</button>
      <span class="recording-mark" aria-hidden="true"></span>
      <span class="tabular" role="timer" aria-label="Recorded">${clock}</span>
      <meter class="recording-level" min="0" max="1" .value=${this.recording.level.value} aria-label="Loudness"></meter>
      <button class="icon-button" type="button" aria-label="Stop and listen" title="Stop and listen" @click=${() => this.end("keep")}>${icon("stop")}</button>
      <button class="send-button ready" type="button" aria-label="Send the recording" title="Send" @click=${() => this.end("send")}>${icon("send")}</button>
    </div>`;
  }
}
