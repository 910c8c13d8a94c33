import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { Watcher } from "../../helpers/watcher";
import { icon } from "../../icons/icon";
import type { ShownFile } from "../../models/api";
import { contentPath, duration, spokenDuration } from "../../render/files";
import { BARS, barsOf, barsPath } from "../../render/waveform";
import { giveTurn, goOn, takeTurn } from "../../screen/media-turns";
import { nextSpeed, speed } from "../../screen/speed";
import { fileName } from "./file-card";

/** Plays a sound, with its waveform as a seek bar. Consecutive voice messages play one after the other. */
@customElement("audio-player")
export class AudioPlayer extends Watcher {
  @property({ attribute: false }) file!: ShownFile;
  /** The name of the sender. */
  @property({ attribute: false }) sender = "";
  @state() private playing = false;
  @state() private failed = false;
  @state() private at = 0;
  /** The duration from the file itself, once its metadata has loaded. */
  @state() private measured = 0;
  @query("audio") private readonly audio!: HTMLAudioElement;

  override render(): TemplateResult {
    const { file, playing, at, length } = this;
    const pending = file.state === "pending" && !file.local;
    const what = this.isVoice ? "voice message" : file.name;
    return html`<div class="audio-player ${playing ? "playing" : ""}" role="group" aria-label=${this.label()}>
      <button class="audio-play" type="button" ?disabled=${pending} aria-label="${playing ? "Pause" : "Play"} ${what}" @click=${this.toggle}>${icon(playing ? "pause" : "play")}</button>
      <div class="audio-middle">
        ${this.isVoice ? nothing : fileName(file.name)}
        <div class="audio-line">
          ${this.wave()}
          <input type="range" min="0" max=${Math.max(length, 0.1)} step="0.1" aria-label="Position" aria-valuetext="${spokenDuration(at * 1000)} of ${spokenDuration(length * 1000)}"
            .value=${String(at)} ?disabled=${pending} @input=${this.seek} />
        </div>
      </div>
      <span class="audio-time tabular">${pending ? "…" : duration((at > 0 ? at : length) * 1000)}</span>
      <button class="audio-speed tabular" type="button" aria-label="Speed ${speed.value}×" title="Speed" ?disabled=${pending} @click=${this.faster}>${speed.value}×</button>
      <audio preload="none" src=${file.local ?? contentPath(file.id)}
        @play=${this.began} @pause=${() => (this.playing = false)} @timeupdate=${this.moved}
        @durationchange=${this.measure} @ended=${this.ended} @error=${this.again}></audio>
      ${this.failed ? html`<p class="media-failed" role="status">It could not be played. Try again when you are online.</p>` : nothing}
    </div>`;
  }

  private get isVoice(): boolean {
    return this.file.kind === "voice";
  }

  private get length(): number {
    return this.measured || (this.file.duration_ms ?? 0) / 1000;
  }

  private label(): string {
    const { file, playing, at, length } = this;
    const what = this.isVoice ? `Voice message from ${this.sender}` : `Sound ${file.name}`;
    if (file.state === "pending") return `${what}, on its way`;
    const doing = playing ? "playing" : at > 0 ? "paused" : "not playing";
    return `${what}, ${spokenDuration(length * 1000)}, ${doing}`;
  }

  private wave(): TemplateResult {
    const path = barsPath(barsOf(this.file.waveform));
    const share = this.length ? Math.min(1, this.at / this.length) : 0;
    const bars = (name: string) =>
      html`<svg class=${name} viewBox="0 0 ${BARS} 24" preserveAspectRatio="none" aria-hidden="true"><path d=${path}></path></svg>`;
    return html`<span class="audio-wave" .style=${`--share: ${share}`}>${bars("ahead")}${bars("heard")}</span>`;
  }

  play(): void {
    this.failed = false;
    this.audio.play().catch(() => {
      this.playing = false;
    });
  }

  private toggle(): void {
    if (this.playing) this.audio.pause();
    else this.play();
  }

  private began(): void {
    takeTurn(this.audio);
    this.audio.playbackRate = speed.value;
    this.playing = true;
  }

  private moved(): void {
    this.at = this.audio.currentTime;
  }

  private measure(): void {
    // Files that a browser recorded contain no duration.
    if (Number.isFinite(this.audio.duration)) this.measured = this.audio.duration;
  }

  private seek(event: Event): void {
    this.at = Number((event.target as HTMLInputElement).value);
    this.audio.currentTime = this.at;
  }

  private faster(): void {
    nextSpeed();
    this.audio.playbackRate = speed.value;
  }

  private ended(): void {
    this.playing = false;
    this.at = 0;
    giveTurn(this.audio);
    if (this.isVoice) this.following()?.play();
  }

  /** The next voice message of the conversation. */
  private following(): AudioPlayer | undefined {
    const all = [...(this.closest("message-timeline")?.querySelectorAll<AudioPlayer>("audio-player") ?? [])];
    return all.slice(all.indexOf(this) + 1).find((player) => player.isVoice);
  }

  private again(): void {
    this.failed = !goOn(this.audio);
    if (this.failed) this.playing = false;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.audio?.pause();
    if (this.audio) giveTurn(this.audio);
  }
}
