import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { Watcher } from "../../helpers/watcher";
import { icon } from "../../icons/icon";
import type { ShownFile } from "../../models/api";
import { duration } from "../../render/files";
import { placeholder } from "../../render/thumbhash";
import { sourcesOf, stillOf } from "./media-sources";

const CALM = "(prefers-reduced-motion: reduce)";

/** One picture or video, in a box that has its size before the file loads. Opens in the lightbox when pressed. */
@customElement("media-tile")
export class MediaTile extends Watcher {
  @property({ attribute: false }) file!: ShownFile;
  /** The width at which it is drawn, as a `sizes` attribute. */
  @property({ attribute: false }) sizes = "100vw";
  /** The number of files that this tile stands for, besides its own. */
  @property({ attribute: false }) more = 0;
  @property({ attribute: false }) open: () => void = () => {};
  @state() private broken = false;
  /** Plays an animation despite reduced motion while the user points at it. */
  @state() private moves = false;

  override render(): TemplateResult {
    const { file } = this;
    const hash = placeholder(file.thumbhash);
    const pending = file.state === "pending";
    return html`<button
      class="media-open ${this.broken ? "broken" : ""} ${pending ? "pending" : ""}"
      type="button"
      aria-label=${this.label()}
      title=${file.name}
      .style=${hash ? `background-image: url(${hash})` : ""}
      @click=${this.open}
      @pointerenter=${() => (this.moves = true)}
      @pointerleave=${() => (this.moves = false)}
    >
      ${this.still()} ${this.marks()}
      ${this.more ? html`<span class="media-more" aria-hidden="true">+${this.more}</span>` : nothing}
      ${pending ? this.progress() : nothing}
    </button>`;
  }

  private still(): TemplateResult | typeof nothing {
    const { file } = this;
    const local = file.kind === "picture" ? file.local : undefined;
    if (!local && file.state !== "ready") return nothing;
    const source = local ?? stillOf(file);
    if (!source) return nothing;
    const calm = file.is_animated && matchMedia(CALM).matches && !this.moves;
    return html`<img
        class=${calm ? "behind" : ""}
        alt=${file.name}
        loading="lazy"
        decoding="async"
        sizes=${this.sizes}
        srcset=${local ? nothing : sourcesOf(file) || nothing}
        src=${source}
        @load=${this.loaded}
        @error=${() => (this.broken = true)}
      />${calm ? html`<canvas class="media-still" aria-hidden="true"></canvas>` : nothing}`;
  }

  private marks(): TemplateResult | typeof nothing {
    const { file } = this;
    if (this.more) return nothing;
    if (this.broken) return html`<span class="media-play">${icon("picture")}</span>`;
    if (file.kind === "video")
      return html`<span class="media-play">${icon("play")}</span>
        ${file.duration_ms ? html`<span class="media-mark tabular">${duration(file.duration_ms)}</span>` : nothing}`;
    return file.is_animated ? html`<span class="media-mark">GIF</span>` : nothing;
  }

  private progress(): TemplateResult {
    const { progress } = this.file;
    if (progress === undefined || progress >= 1) return html`<span class="media-waiting"></span>`;
    return html`<span class="media-waiting known" .style=${`--done: ${progress}`}></span>`;
  }

  private label(): string {
    const { file, more } = this;
    if (more) return `${file.name}, and ${more} more`;
    if (this.broken) return `${file.name}, could not be loaded`;
    const what = file.kind === "video" ? `Video ${file.name}` : file.name;
    return file.state === "pending" ? `${what}, on its way` : what;
  }

  private loaded(event: Event): void {
    this.broken = false;
    this.freeze(event.target as HTMLImageElement);
  }

  protected override updated(): void {
    const image = this.querySelector("img");
    if (image?.complete && image.naturalWidth) this.freeze(image);
  }

  /** Draws the first frame of an animation on a canvas. */
  private freeze(image: HTMLImageElement): void {
    const canvas = this.querySelector("canvas");
    if (!canvas) return;
    canvas.width = image.naturalWidth;
    canvas.height = image.naturalHeight;
    canvas.getContext("2d")?.drawImage(image, 0, 0);
  }
}
