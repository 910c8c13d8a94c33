import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { Watcher } from "../../helpers/watcher";
import { icon } from "../../icons/icon";
import type { ShownFile } from "../../models/api";
import { sizeOf } from "../../render/sizes";
import { backClosesSheet } from "../../screen/back-closes";
import type { Screen } from "../../screen/screen";

/** Uploads of sent messages: a summary line that expands to a list. Hidden if there are none. */
@customElement("upload-tray")
export class UploadTray extends Watcher {
  @property({ attribute: false }) screen!: Screen;
  @state() private isOpen = false;
  private uncover = (): void => undefined;

  override render(): TemplateResult | typeof nothing {
    const files = this.screen.chat.files.underway();
    if (!files.length) return nothing;
    return html`<section class="upload-tray" aria-label="Uploads" @keydown=${this.key}>
      <h2><button class="tray-head tabular" type="button" aria-expanded=${this.isOpen} @click=${this.toggle}>
        ${title(files)} ${icon("chevron", 16)}
      </button></h2>
      ${this.isOpen ? html`<ul>${files.map((file) => this.line(file))}</ul>` : nothing}
    </section>`;
  }

  protected override updated(): void {
    // All uploads are complete.
    if (this.isOpen && !this.firstElementChild) this.close();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.close();
  }

  private readonly toggle = (): void => {
    if (this.isOpen) this.close();
    else this.open();
  };

  private open(): void {
    this.isOpen = true;
    this.uncover = backClosesSheet(this.close);
  }

  private readonly close = (): void => {
    this.isOpen = false;
    this.uncover();
  };

  private key(event: KeyboardEvent): void {
    if (event.key !== "Escape" || !this.isOpen) return;
    event.preventDefault();
    this.close();
    this.querySelector<HTMLElement>(".tray-head")?.focus();
  }

  private line(file: ShownFile): TemplateResult {
    const share = Math.round((file.progress ?? 0) * 100);
    const { phase } = this.screen.chat.connection.line.value;
    const waits = phase !== "online" && phase !== "limited";
    const words = file.error ?? (waits ? "Waiting for the network" : `${share}% of ${sizeOf(file.size)}`);
    return html`<li>
      <span class="attachment-words">
        <span class="attachment-name" dir="auto" title=${file.name}>${file.name}</span>
        <span class="attachment-state tabular ${file.error ? "failed" : ""}">${words}</span>
      </span>
      ${file.error ? html`<button class="icon-button" type="button" aria-label=${`Try ${file.name} again`} title="Try again" @click=${() => this.screen.chat.files.retry(file.id)}>${icon("retry", 16)}</button>` : nothing}
      <button class="icon-button" type="button" aria-label=${`Stop sending ${file.name}`} title="Stop" @click=${() => this.screen.chat.files.cancel(file.id)}>${icon("close", 16)}</button>
      ${file.error ? nothing : html`<progress class="attachment-progress" max="100" .value=${share} aria-label=${`Uploading ${file.name}`}></progress>`}
    </li>`;
  }
}

function title(files: readonly ShownFile[]): string {
  const going = files.filter(({ error }) => !error);
  if (going.length === 0) return "Not sent";
  const done = going.reduce((sum, { size, progress }) => sum + size * (progress ?? 0), 0);
  const share = Math.floor(
    (100 * done) /
      Math.max(
        1,
        going.reduce((sum, { size }) => sum + size, 0),
      ),
  );
  return `${going.length === 1 ? "Sending a file" : `Sending ${going.length} files`} · ${share}%`;
}
