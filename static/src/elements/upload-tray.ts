import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { Watcher } from "../helpers/watcher";
import { icon } from "../icons/icon";
import type { Shown } from "../models/api";
import { sizeOf } from "../render/sizes";
import type { Screen } from "../screen/screen";

/** Files of sent messages on their way. Not there while there are none. */
@customElement("upload-tray")
export class UploadTray extends Watcher {
  @property({ attribute: false }) screen!: Screen;

  override render(): TemplateResult | typeof nothing {
    const files = this.screen.chat.uploads();
    if (!files.length) return nothing;
    const going = files.filter(({ error }) => !error).length;
    const title = going === 0 ? "Not sent" : going === 1 ? "Sending a file" : `Sending ${going} files`;
    return html`<section class="upload-tray" aria-label="Uploads">
      <h2>${title}</h2>
      <ul>${files.map((file) => this.line(file))}</ul>
    </section>`;
  }

  private line(file: Shown): TemplateResult {
    const share = Math.round((file.progress ?? 0) * 100);
    const { phase } = this.screen.chat.connection.value;
    const waits = phase !== "online" && phase !== "limited";
    const words = file.error ?? (waits ? "Waiting for the network" : `${share} % of ${sizeOf(file.size)}`);
    return html`<li>
      <span class="attachment-words">
        <span class="attachment-name" dir="auto" title=${file.name}>${file.name}</span>
        <span class="attachment-state tabular ${file.error ? "failed" : ""}">${words}</span>
      </span>
      ${file.error ? html`<button class="icon-button" type="button" aria-label=${`Try ${file.name} again`} title="Try again" @click=${() => this.screen.chat.retryUpload(file.id)}>${icon("retry", 16)}</button>` : nothing}
      <button class="icon-button" type="button" aria-label=${`Stop sending ${file.name}`} title="Stop" @click=${() => this.screen.chat.cancelUpload(file.id)}>${icon("close", 16)}</button>
      ${file.error ? nothing : html`<progress class="attachment-progress" max="100" .value=${share} aria-label=${`Uploading ${file.name}`}></progress>`}
    </li>`;
  }
}
