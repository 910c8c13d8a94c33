import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { Watcher } from "../../helpers/watcher";
import { icon } from "../../icons/icon";
import { backClosesSheet } from "../../screen/back-closes";
import { type PickerRequest, placeBeside } from "../../screen/floating";
import { isLost, wayBack } from "../../screen/focus";
import { listenToHold } from "../../screen/held";
import type { Screen } from "../../screen/screen";
import { inTone, named, type Tone, variants } from "./catalogue";
import "./emoji-tabs";
import "./emoji-tones";
import type { TonesRequest } from "./emoji-tones";
import { habitsOf, keepPicked, keepTone } from "./habits";
import { type Direction, moved } from "./moving";
import { drawSections, type Section, sectionsOf } from "./sections";

const HAND = named("✋")!.emoji;

/** All emoji by group, found by word, walked by arrow keys, each in its skin tones. */
@customElement("emoji-picker")
export class EmojiPicker extends Watcher {
  @property({ attribute: false }) screen!: Screen;
  @property({ attribute: false }) request!: PickerRequest;
  @state() private search = "";
  @state() private tone: Tone = 0;
  @state() private sections: readonly Section[] = [];
  /** How many sections have their cells: the first at once, so that the picker opens fast, the others as they come near. */
  @state() private filled = 0;
  /** The section at the upper edge. */
  @state() private current = 0;
  /** What the pointer or focus is on. */
  @state() private pointed = "";
  @state() private toning: TonesRequest | null = null;
  @query("[popover]") private readonly panel!: HTMLElement;
  @query(".emoji-list") private readonly list!: HTMLElement;
  @query("input") private readonly field!: HTMLInputElement;
  private goBack = (): void => undefined;
  private uncover = (): void => undefined;

  override render(): TemplateResult {
    return html`<div class="emoji-picker floating" popover="auto" role="dialog" aria-label="Emoji" @toggle=${this.toggled}>
      <div class="emoji-head">
        <div class="search">
          ${icon("search", 16)}
          <input class="input" type="search" placeholder="Find an emoji" aria-label="Find an emoji" autocomplete="off" enterkeyhint="done"
            .value=${this.search} @input=${this.typed} @keydown=${this.enter} />
        </div>
        <button class="icon-button emoji" type="button" aria-label="Skin tone" title="Skin tone" aria-haspopup="menu"
          @click=${this.chooseTone}>${inTone(HAND, this.tone)}</button>
      </div>
      ${this.search.trim() ? nothing : html`<emoji-tabs .sections=${this.sections} .current=${this.current} .go=${this.go}></emoji-tabs>`}
      <div class="emoji-list" tabindex="-1" @scroll=${this.scrolled} @click=${this.clicked} @keydown=${this.step}
        @pointerover=${this.point} @focusin=${this.point} @contextmenu=${this.openTones}>
        ${drawSections(this.sections, this.filled)}
        ${this.sections.length === 0 ? html`<p class="emoji-none"><span class="emoji" aria-hidden="true">🤷</span>No emoji by that name</p>` : nothing}
      </div>
      ${this.preview()}
      <p class="aside" role="status">${this.search.trim() ? `${this.sections[0]?.cells.length ?? 0} emoji found` : ""}</p>
      ${this.toning ? html`<emoji-tones .request=${this.toning} .close=${this.closeTones}></emoji-tones>` : nothing}
    </div>`;
  }

  private preview(): TemplateResult {
    const emoji = named(this.pointed)?.emoji;
    const more = emoji?.tones.length ? "Hold for skin tones" : `:${emoji?.codes[0]}:`;
    return html`<div class="emoji-preview" aria-hidden="true">
      ${emoji ? html`<span class="emoji">${this.pointed}</span><span class="emoji-name">${emoji.name}</span><span class="quiet">${more}</span>` : nothing}
    </div>`;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.tone = habitsOf(this.me).tone;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has("search") && !changed.has("tone")) return;
    const { recent } = habitsOf(this.me);
    this.sections = sectionsOf(this.search, this.tone, recent);
    if (changed.has("search")) this.filled = recent.length ? 2 : 1;
    // Enter picks the first one that is found.
    this.pointed = this.search.trim() ? (this.sections[0]?.cells[0]?.char ?? "") : "";
  }

  protected override firstUpdated(): void {
    this.goBack = wayBack(this.request.anchor);
    this.panel.showPopover();
    placeBeside(this.panel, this.request.anchor);
    this.uncover = backClosesSheet(() => this.panel.hidePopover());
    listenToHold(this.list, (target) => this.showTones(target.closest("button")));
    const first = matchMedia("(pointer: coarse)").matches ? this.cells()[0] : this.field;
    first?.focus();
  }

  protected override updated(changed: PropertyValues): void {
    if (!changed.has("sections")) return;
    if (changed.has("search")) this.list.scrollTop = 0;
    const [first] = this.cells();
    if (first) this.makeStop(first);
    // The height of a section that is not rendered yet.
    this.list.querySelectorAll("section").forEach((section, index) => {
      const rows = Math.ceil(this.sections[index]!.cells.length / this.columns(first!));
      section.style.setProperty("--rows", String(rows));
    });
  }

  private get me(): string {
    return this.screen.chat.account.me.value.id;
  }

  private cells(): HTMLElement[] {
    return [...this.list.querySelectorAll<HTMLElement>(".emoji-grid button")];
  }

  private columns(cell: HTMLElement): number {
    return getComputedStyle(cell.parentElement!).gridTemplateColumns.split(" ").length;
  }

  private makeStop(cell: HTMLElement): void {
    for (const other of this.list.querySelectorAll<HTMLElement>("[tabindex='0']")) other.tabIndex = -1;
    cell.tabIndex = 0;
  }

  private choose(char: string): void {
    keepPicked(this.me, char);
    this.uncover();
    this.panel.hidePopover();
    this.goBack();
    // Last, for it may move focus itself: into the message field.
    this.request.pick(char);
  }

  private clicked(event: MouseEvent): void {
    const cell = cellOf(event);
    if (cell) this.choose(charOf(cell));
  }

  private typed(): void {
    this.search = this.field.value;
  }

  private enter(event: KeyboardEvent): void {
    const [first] = this.cells();
    if (event.key === "Enter") first?.click();
    else if (event.key === "ArrowDown") first?.focus();
    else return;
    event.preventDefault();
  }

  private step(event: KeyboardEvent): void {
    const cell = cellOf(event);
    if (!cell) return;
    const { key, altKey, ctrlKey, metaKey } = event;
    if (altKey && key === "ArrowDown") this.openTones(event);
    else if (key.startsWith("Arrow")) this.move(event, cell);
    // What is typed goes into the search.
    else if (key.length === 1 && key !== " " && !ctrlKey && !metaKey && !altKey) this.field.focus();
  }

  private move(event: KeyboardEvent, cell: HTMLElement): void {
    event.preventDefault();
    const cells = this.cells();
    const sizes = this.sections.map((section) => section.cells.length);
    const to = moved(sizes, this.columns(cell), cells.indexOf(cell), event.key as Direction);
    if (to >= cells.length) this.filled += 1;
    else (cells[to] ?? this.field).focus();
  }

  private point(event: Event): void {
    const cell = cellOf(event);
    if (!cell) return;
    this.pointed = charOf(cell);
    if (event.type === "focusin") this.makeStop(cell);
  }

  private scrolled(): void {
    const { scrollTop, clientHeight } = this.list;
    const tops = [...this.list.querySelectorAll("section")].map(({ offsetTop }) => offsetTop);
    this.current = Math.max(
      0,
      tops.findLastIndex((top) => top <= scrollTop + 1),
    );
    this.filled = Math.max(this.filled, tops.filter((top) => top < scrollTop + 2 * clientHeight).length);
  }

  private readonly go = async (index: number, byKey: boolean): Promise<void> => {
    this.filled = Math.max(this.filled, index + 1);
    await this.updateComplete;
    const section = this.list.querySelectorAll("section")[index]!;
    this.list.scrollTop = section.offsetTop;
    if (byKey) section.querySelector<HTMLElement>("button")?.focus();
  };

  private chooseTone({ currentTarget }: Event): void {
    this.toning = {
      anchor: currentTarget as HTMLElement,
      variants: variants(HAND),
      choose: ({ char }) => {
        this.tone = variants(HAND).findIndex((each) => each.char === char) as Tone;
        keepTone(this.me, this.tone);
        this.closeTones();
      },
    };
  }

  private openTones(event: Event): void {
    event.preventDefault();
    this.showTones(cellOf(event));
  }

  private showTones(cell: HTMLElement | null): boolean {
    const emoji = cell ? named(charOf(cell))?.emoji : undefined;
    if (!cell || !emoji?.tones.length) return false;
    this.toning = {
      anchor: cell,
      variants: variants(emoji),
      choose: ({ char }) => this.choose(char),
    };
    return true;
  }

  private readonly closeTones = (): void => {
    this.toning?.anchor.focus({ preventScroll: true });
    this.toning = null;
  };

  private toggled(event: ToggleEvent): void {
    if (event.target !== this.panel || event.newState !== "closed") return;
    this.uncover();
    this.screen.picker.value = null;
    if (isLost()) this.goBack();
  }
}

function cellOf({ target }: Event): HTMLElement | null {
  return (target as Element).closest<HTMLElement>(".emoji-grid button");
}

function charOf(cell: HTMLElement): string {
  return cell.textContent ?? "";
}
