import { html, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { createRef, ref } from "lit/directives/ref.js";
import { Watcher } from "../../helpers/watcher";
import { icon } from "../../icons/icon";
import type { ConversationItem, ShownFile } from "../../models/api";
import { duration } from "../../render/files";
import { BARS, barsPath } from "../../render/waveform";
import { Holding } from "../../screen/holding";
import { type Recorded, Recording, whyNot } from "../../screen/recording";
import type { Screen } from "../../screen/screen";
import "../media/audio-player";

const LEAST_BAR = 0.08;
/** The number of bars in a narrow recorder. */
const FEW_BARS = 20;
/** A shorter recording is discarded as an accidental press. */
const SHORTEST_MS = 500;

/** Records a voice message, in the place of the text field. Fires "done" at the end. */
@customElement("voice-recorder")
export class VoiceRecorder extends Watcher {
  @property({ attribute: false }) screen!: Screen;
  @property({ attribute: false }) item!: ConversationItem;
  @property({ attribute: false }) replyTo: number | null = null;
  /** Started by a press that is still held, not by a key. */
  @property({ attribute: false }) pressed = false;
  /** The finished recording, which the user can listen to before sending it. */
  @state() private reviewed: (Recorded & { local: string }) | null = null;
  @state() private recording: Recording | null = null;
  private isDone = false;
  private readonly stopButton = createRef<HTMLButtonElement>();
  /** The user may hold the microphone button while speaking. */
  private readonly holding = new Holding(() => this.requestUpdate());

  override render(): TemplateResult {
    return html`<div class="voice-recorder" role="group" aria-label="Voice message" @keydown=${this.key}>
      <button class="icon-button" type="button" aria-label="Discard" title="Discard (Escape)" @click=${this.discard}>${icon("delete")}</button>
      ${this.reviewed ? this.player(this.reviewed) : this.live()}
      <button class="send-button ready" type="button" aria-label="Send voice message" title="Send" ?disabled=${!this.recording && !this.reviewed} @click=${this.send}>${icon("send")}</button>
    </div>`;
  }

  private live(): TemplateResult {
    const { recording, holding } = this;
    const bars = holding.isHeld || matchMedia("(max-width: 719px)").matches ? FEW_BARS : BARS;
    const moments = recording?.latest(bars) ?? Array<number>(bars).fill(0);
    const heights = moments.map((each) => Math.max(LEAST_BAR, each));
    return html`<span class="voice-dot ${recording ? "live" : ""}" aria-hidden="true"></span>
      <span class="aside" role="status">${recording ? "Recording" : "Asking for the microphone"}</span>
      <span class="voice-time tabular">${duration(recording?.duration ?? 0)}</span>
      <svg class="voice-level" viewBox="0 0 ${bars} 24" preserveAspectRatio="none" aria-hidden="true"><path d=${barsPath(heights)}></path></svg>
      ${
        holding.isHeld
          ? html`<span class="voice-hint">${holding.isAway ? "Let go to discard" : "Slide left to discard"}</span>`
          : html`<button ${ref(this.stopButton)} class="icon-button voice-stop" type="button" aria-label="Stop and listen" title="Stop and listen" ?disabled=${!recording} @click=${this.review}>${icon("stop")}</button>`
      }`;
  }

  private player({ file, voice, local }: Recorded & { local: string }): TemplateResult {
    const recording: ShownFile = {
      id: "",
      name: file.name,
      type: file.type,
      kind: "voice",
      size: file.size,
      state: "ready",
      local,
      ...voice,
    };
    return html`<audio-player .file=${recording} .sender=${"you"}></audio-player>`;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener("beforeunload", this.ask);
    if (this.pressed) this.holding.follow(this.letGo);
    void this.begin();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener("beforeunload", this.ask);
    this.holding.stop();
    if (this.reviewed) URL.revokeObjectURL(this.reviewed.local);
    if (!this.isDone) void this.keep();
  }

  private async begin(): Promise<void> {
    try {
      const recording = await Recording.start(this.listened);
      if (this.isDone || !this.isConnected) return void recording.stop();
      this.recording = recording;
    } catch (error) {
      this.screen.toast(whyNot(error));
      return this.end();
    }
    await this.updateComplete;
    this.stopButton.value?.focus();
  }

  private readonly listened = (): void => {
    if (this.recording?.isOver && !this.reviewed) void this.review();
    else this.requestUpdate();
  };

  private readonly review = async (): Promise<void> => {
    const recorded = await this.recording?.stop();
    if (!recorded || this.isDone || this.reviewed) return;
    this.reviewed = { ...recorded, local: URL.createObjectURL(recorded.file) };
    await this.updateComplete;
    this.querySelector<HTMLElement>(".audio-play")?.focus();
  };

  private readonly send = async (): Promise<void> => {
    if (this.isDone) return;
    const { screen, item, replyTo, recording } = this;
    // The second click of a double click must not send.
    if (!recording || (!this.reviewed && recording.duration < SHORTEST_MS)) return;
    this.isDone = true;
    const { file, voice } = this.reviewed ?? (await recording.stop());
    // If the outbox is full, the recording stays in the draft.
    const sent = await screen.attempt(async () =>
      screen.chat.messages.sendVoice(item.id, file, voice, { reply_to: replyTo }),
    );
    if (sent && screen.timeline.peek()?.conversationId === item.id)
      void screen.timeline.peek()?.jumpToLatest();
    this.end({ sent });
  };

  private readonly letGo = (where: "here" | "away"): void => {
    // The user released the button to answer the browser's permission prompt: continue without holding.
    if (!this.recording) return;
    const isShort = this.recording.duration < SHORTEST_MS;
    if (isShort) this.screen.toast("Hold the microphone while you speak.");
    if (isShort || where === "away") this.discard();
    else void this.send();
  };

  private readonly discard = (): void => {
    void this.recording?.stop();
    this.end();
  };

  /** Adds an unfinished recording to the draft when the user leaves the conversation. */
  private async keep(): Promise<void> {
    const { screen, item } = this;
    this.isDone = true;
    const recorded = this.reviewed ?? (await this.recording?.stop());
    if (recorded) screen.chat.files.attach(item.id, [recorded.file], recorded.voice);
  }

  private end(detail = { sent: false }): void {
    this.isDone = true;
    this.dispatchEvent(new CustomEvent("done", { detail }));
  }

  private key(event: KeyboardEvent): void {
    // The key that pressed the microphone may still be down: it must not press the newly focused button.
    if (event.repeat && (event.key === "Enter" || event.key === " ")) event.preventDefault();
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    this.discard();
  }

  private readonly ask = (event: BeforeUnloadEvent): void => {
    if (!this.isDone) event.preventDefault();
  };
}
