import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { Watcher } from "../../helpers/watcher";
import { slices, withFewerMarks } from "../../render/weight";

/** A text that is too expensive to render as Markdown, shown as typed: its start, or all of it in slices. */
@customElement("long-text")
export class LongText extends Watcher {
  @property() text = "";
  @state() private shownParts = 1;
  private parts: string[] = [];
  private frame = 0;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("text")) return;
    cancelAnimationFrame(this.frame);
    this.parts = slices(withFewerMarks(this.text));
    this.shownParts = 1;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    cancelAnimationFrame(this.frame);
  }

  override render(): TemplateResult {
    const isCut = this.shownParts < this.parts.length;
    const parts = this.parts.slice(0, this.shownParts);
    return html`<div class="as-typed" dir="auto">${parts.map((part, index) => html`<div>${part}${isCut && index === parts.length - 1 ? "…" : nothing}</div>`)}</div>
      ${this.shownParts === 1 && isCut ? html`<button class="link-button" type="button" @click=${this.showMore}>Show all</button>` : nothing}`;
  }

  private showMore = (): void => {
    this.shownParts += 1;
    if (this.shownParts < this.parts.length) this.frame = requestAnimationFrame(this.showMore);
  };
}
