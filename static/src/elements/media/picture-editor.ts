import { html, nothing, type TemplateResult } from "lit";
import { customElement, query, state } from "lit/decorators.js";
import { CLOSEST, Crop } from "../../screen/crop";
import type { EditPicture } from "../../screen/dialogs";
import { DialogBox } from "../dialogs/dialog-box";

/** Of the picture that is sent: what the largest place for it shows, on a fine screen. */
const SIDE = 512;
const STEP = 0.04;

/** Pulls and enlarges a picture under a round window; what is seen through it is kept. */
@customElement("picture-editor")
export class PictureEditor extends DialogBox<EditPicture> {
  override readonly look = "small";
  @state() private crop: Crop | null = null;
  @state() private problem = "";
  @state() private busy = false;
  @query(".crop-frame img") private readonly image!: HTMLImageElement;
  private source = "";
  private dragFrom: { x: number; y: number } | null = null;

  get heading(): string {
    return this.request.heading;
  }

  protected override body(): TemplateResult {
    const { crop } = this;
    this.source ||= URL.createObjectURL(this.request.file);
    return html`<form class="dialog-body crop" @submit=${this.save}>
        <div class="crop-frame" tabindex="0" data-first role="application" aria-label="The part that is shown. Arrow keys move the picture, plus and minus enlarge it."
          @keydown=${this.key} @wheel=${this.wheel} @pointerdown=${this.down} @pointermove=${this.pull} @pointerup=${this.up} @pointercancel=${this.up}>
          <img alt="" draggable="false" src=${this.source} .style=${crop?.style ?? "opacity: 0"} @load=${this.loaded} @error=${this.unreadable} />
          <span class="crop-window" aria-hidden="true"></span>
        </div>
        <label class="crop-zoom"><span>Size</span>
          <input type="range" min="1" max=${CLOSEST} step="0.02" .value=${String(crop?.zoom ?? 1)} ?disabled=${!crop}
            @input=${(event: Event) => this.change((kept) => kept.closer(Number((event.target as HTMLInputElement).value)))} />
        </label>
        ${this.problem ? html`<p class="error" role="alert">${this.problem}</p>` : nothing}
        <div class="form-buttons">
          <button class="button" type="button" @click=${this.close}>Cancel</button>
          <button class="button primary" type="submit" ?disabled=${!crop || this.busy}>Save</button>
        </div>
      </form>`;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    URL.revokeObjectURL(this.source);
  }

  private loaded(): void {
    this.crop = new Crop(this.image.naturalWidth, this.image.naturalHeight);
  }

  private unreadable(): void {
    this.problem = "Your browser cannot read this picture. Choose another one.";
  }

  private change(how: (crop: Crop) => void): void {
    if (!this.crop) return;
    how(this.crop);
    this.requestUpdate();
  }

  private key(event: KeyboardEvent): void {
    const act = {
      ArrowLeft: (crop: Crop) => crop.move(-STEP, 0),
      ArrowRight: (crop: Crop) => crop.move(STEP, 0),
      ArrowUp: (crop: Crop) => crop.move(0, -STEP),
      ArrowDown: (crop: Crop) => crop.move(0, STEP),
      "+": (crop: Crop) => crop.closer(crop.zoom * 1.1),
      "=": (crop: Crop) => crop.closer(crop.zoom * 1.1),
      "-": (crop: Crop) => crop.closer(crop.zoom / 1.1),
    }[event.key];
    if (!act) return;
    event.preventDefault();
    this.change(act);
  }

  private wheel(event: WheelEvent): void {
    event.preventDefault();
    this.change((crop) => crop.closer(crop.zoom * Math.exp(-event.deltaY / 400)));
  }

  private down(event: PointerEvent): void {
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    this.dragFrom = { x: event.clientX, y: event.clientY };
  }

  private pull(event: PointerEvent): void {
    const { dragFrom } = this;
    if (!dragFrom) return;
    const side = (event.currentTarget as HTMLElement).clientWidth;
    this.change((crop) =>
      crop.move((event.clientX - dragFrom.x) / side, (event.clientY - dragFrom.y) / side),
    );
    this.dragFrom = { x: event.clientX, y: event.clientY };
  }

  private up(): void {
    this.dragFrom = null;
  }

  private async save(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (!this.crop || this.busy) return;
    this.busy = true;
    this.problem = "";
    try {
      await this.request.save(await cut(this.image, this.crop));
      this.close();
    } catch (refusal) {
      this.problem = refusal instanceof Error ? refusal.message : "That did not work. Try again.";
    } finally {
      this.busy = false;
    }
  }
}

async function cut(image: HTMLImageElement, crop: Crop): Promise<Blob> {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIDE;
  const brush = canvas.getContext("2d")!;
  brush.imageSmoothingQuality = "high";
  const { left, top, side } = crop.square;
  brush.drawImage(image, left, top, side, side, 0, 0, SIDE, SIDE);
  // A browser that cannot write WebP writes PNG of it.
  const made = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/webp", 0.9));
  if (!made) throw new Error("This picture could not be cropped. Choose another one.");
  return made;
}
