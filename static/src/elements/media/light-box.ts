import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { Watcher } from "../../helpers/watcher";
import { icon } from "../../icons/icon";
import { downloadPath } from "../../render/files";
import { fullTime } from "../../render/times";
import { backCloses } from "../../screen/back-closes";
import type { LightFile, LightBox as Request } from "../../screen/dialogs";
import { wayBack } from "../../screen/focus";
import type { Screen } from "../../screen/screen";
import { Zoom } from "../../screen/zoom";
import { showMessage } from "../timeline/show-message";
import { fileName } from "./file-card";
import { lightPicture, preload } from "./light-picture";

/** Pictures and films of a conversation on the whole screen, one after the other. */
@customElement("light-box")
export class LightBox extends Watcher {
  @property({ attribute: false }) screen!: Screen;
  @property({ attribute: false }) request!: Request;
  /** The id of what is shown. */
  @state() private fileId = "";
  @query("dialog") private readonly dialog!: HTMLDialogElement;
  @query(".light-stage") private readonly stage!: HTMLElement;
  private isOver = false;
  private zoom!: Zoom;
  private back = (): void => {};
  private uncover = (): void => {};

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("request")) this.fileId = this.request.start;
  }

  override render(): TemplateResult {
    const { at, files, screen } = this;
    const here = files[at];
    if (!here) return html``;
    const { file, sender } = here;
    const name = screen.chat.people.get(sender).display_name;
    const closer = this.zoom?.scale > 1;
    return html`<dialog class="light-box" aria-label="${file.name}, ${at + 1} of ${files.length}" @close=${this.closed} @keydown=${this.key}>
      <header class="light-head">
        <div class="light-words" aria-live="polite">
          ${fileName(file.name)}
          <span class="light-line"><bdi>${name}</bdi> · <time datetime=${here.at}>${fullTime(here.at)}</time>${
            files.length > 1 ? html` · <span class="tabular">${at + 1} of ${files.length}</span>` : nothing
          }</span>
        </div>
        ${
          file.kind === "picture"
            ? html`<button class="icon-button" type="button" aria-label=${closer ? "Whole picture" : "Zoom in"} title=${closer ? "Whole picture (0)" : "Zoom in (+)"}
                @click=${() => (closer ? this.zoom.reset() : this.zoom.by(2.5))}>${icon(closer ? "zoomOut" : "zoomIn")}</button>`
            : nothing
        }
        ${
          here.seq === null
            ? nothing
            : html`<button class="icon-button" type="button" aria-label="Show the message" title="Show the message" @click=${() => this.jump(here.seq!)}>${icon("message")}</button>`
        }
        ${
          file.state === "ready"
            ? html`<a class="icon-button" href=${downloadPath(file.id)} download=${file.name} aria-label="Download" title="Download">${icon("download")}</a>`
            : nothing
        }
        <button class="icon-button" type="button" data-first aria-label="Close" title="Close (Escape)" @click=${this.close}>${icon("close")}</button>
      </header>
      <div class="light-stage ${closer ? "closer" : ""}" @click=${this.pressedOutside}>${lightPicture(file)}</div>
      ${this.arrow(-1)} ${this.arrow(1)}
    </dialog>`;
  }

  private get files(): readonly LightFile[] {
    return this.request.files();
  }

  private get at(): number {
    return this.files.findIndex(({ file }) => file.id === this.fileId);
  }

  private arrow(direction: -1 | 1): TemplateResult | typeof nothing {
    if (!this.files[this.at + direction]) return nothing;
    const [side, name] = direction < 0 ? (["previous", "Previous"] as const) : (["next", "Next"] as const);
    return html`<button class="light-arrow ${side}" type="button" aria-label=${name} title=${name} @click=${() => this.go(direction)}>${icon(side)}</button>`;
  }

  protected override firstUpdated(): void {
    this.back = wayBack();
    this.zoom = new Zoom(
      this.stage,
      () => this.querySelector<HTMLElement>(".light-picture"),
      { aside: (direction) => this.go(direction), down: this.close },
      () => this.requestUpdate(),
    );
    this.dialog.showModal();
    this.querySelector<HTMLElement>("[data-first]")?.focus();
    this.uncover = backCloses(this.close);
  }

  protected override updated(changed: PropertyValues): void {
    // Deleted while it was looked at.
    if (this.at < 0) this.closed();
    else if (changed.has("fileId")) this.arrive();
  }

  private arrive(): void {
    this.zoom.reset();
    for (const near of [1, -1]) preload(this.files[this.at + near]?.file);
  }

  private go(direction: -1 | 1): void {
    const to = this.files[this.at + direction];
    if (!to) return;
    const arrow = this.querySelector<HTMLElement>(":focus")?.matches(".light-arrow");
    this.fileId = to.file.id;
    // The arrow that was pressed is gone at either end: focus stays in reach.
    if (arrow)
      void this.updateComplete.then(() => {
        if (!this.contains(document.activeElement)) this.querySelector<HTMLElement>("[data-first]")?.focus();
      });
  }

  private key(event: KeyboardEvent): void {
    if ((event.target as Element).matches("video") || event.ctrlKey || event.metaKey || event.altKey) return;
    const inward = document.dir === "rtl" ? -1 : 1;
    const step = this.zoom.scale > 1 ? 80 : 0;
    const act = {
      ArrowLeft: () => (step ? this.zoom.pan(step, 0) : this.go(inward < 0 ? 1 : -1)),
      ArrowRight: () => (step ? this.zoom.pan(-step, 0) : this.go(inward < 0 ? -1 : 1)),
      ArrowUp: () => this.zoom.pan(0, step),
      ArrowDown: () => this.zoom.pan(0, -step),
      "+": () => this.zoom.by(1.5),
      "=": () => this.zoom.by(1.5),
      "-": () => this.zoom.by(1 / 1.5),
      "0": () => this.zoom.reset(),
    }[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  private pressedOutside(event: MouseEvent): void {
    if (event.target === this.stage && event.detail === 1 && matchMedia("(pointer: fine)").matches)
      this.close();
  }

  private jump(seq: number): void {
    this.back = () => void showMessage(this.screen, seq);
    this.close();
  }

  private readonly close = (): void => {
    this.dialog.close();
  };

  private closed(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.uncover();
    this.screen.closed(this.request);
    this.back();
  }
}
