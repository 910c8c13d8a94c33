import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { Watcher } from "../../helpers/watcher";
import type { ShownFile } from "../../models/api";
import { contentPath } from "../../render/files";
import { placeholder } from "../../render/thumbhash";
import { giveTurn, goOn, takeTurn } from "../../screen/media-turns";
import { stillOf } from "./media-sources";

/** A video with the browser's own controls. Loads nothing before the user plays it. */
@customElement("video-player")
export class VideoPlayer extends Watcher {
  @property({ attribute: false }) file!: ShownFile;
  @state() private failed = false;
  @query("video") private readonly video!: HTMLVideoElement;

  override render(): TemplateResult {
    const { file } = this;
    const hash = placeholder(file.thumbhash);
    return html`<video
        aria-label="Video ${file.name}"
        controls
        playsinline
        preload="none"
        poster=${stillOf(file) ?? nothing}
        src=${contentPath(file.id)}
        .style=${hash ? `background-image: url(${hash})` : ""}
        @play=${() => takeTurn(this.video)}
        @playing=${() => (this.failed = false)}
        @error=${this.again}
      ></video>
      ${
        this.failed
          ? html`<p class="media-failed" role="status">The video stopped.
              <button class="link-button" type="button" @click=${this.retry}>Try again</button></p>`
          : nothing
      }`;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.video?.pause();
    if (this.video) giveTurn(this.video);
  }

  private again(): void {
    this.failed = !goOn(this.video);
  }

  private retry(): void {
    this.failed = false;
    goOn(this.video);
    this.video.play().catch(() => {
      this.failed = true;
    });
  }
}
