import { html, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { Watcher } from "../../helpers/watcher";
import type { ConversationItem, SharedFile, SharedLink, SharedList } from "../../models/api";
import type { Screen } from "../../screen/screen";
import { paneHead } from "./pane-head";
import { sharedFiles, sharedLinks, sharedPictures } from "./shared-items";

const TABS = ["media", "files", "links"] as const;
type Tab = (typeof TABS)[number];
const NAMES: Record<Tab, string> = { media: "Media", files: "Files", links: "Links" };
const NOTHING: Record<Tab, string> = {
  media: "Photos and videos sent here appear in this list.",
  files: "Files sent here appear in this list.",
  links: "Links sent here appear in this list.",
};
const PAUSE_MS = 250;

/** Everything shared in a conversation, latest first. */
@customElement("media-pane")
export class MediaPane extends Watcher {
  @property({ attribute: false }) screen!: Screen;
  @property({ attribute: false }) item!: ConversationItem;
  @state() private tab: Tab = "media";
  @state() private search = "";
  @state() private files: SharedList<SharedFile> | null = null;
  @state() private links: SharedList<SharedLink> | null = null;
  private timer = 0;

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get("item") as ConversationItem | undefined;
    if (changed.has("item") && before?.id !== this.item.id) this.begin();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
  }

  override render(): TemplateResult {
    const { screen, tab } = this;
    return html`
      ${paneHead(screen, "Media, files and links")}
      <div class="pane-body shared" @scroll=${this.more}>
        <div class="segments" role="tablist" aria-label="What to show" @keydown=${this.step}>
          ${TABS.map(
            (
              each,
            ) => html`<button class="segment" type="button" role="tab" id="shared-${each}" aria-controls="shared-panel"
              aria-selected=${each === tab} tabindex=${each === tab ? 0 : -1} @click=${() => this.turn(each)}>${NAMES[each]}</button>`,
          )}
        </div>
        <input class="input" type="search" aria-label="Search ${NAMES[tab].toLowerCase()}" placeholder="Search ${NAMES[tab].toLowerCase()}" autocomplete="off" dir="auto"
          .value=${this.search} @input=${this.searched} />
        <div id="shared-panel" role="tabpanel" aria-labelledby="shared-${tab}" aria-busy=${this.list.loading.value}>${this.panel()}</div>
      </div>
    `;
  }

  private get list(): SharedList<SharedFile> | SharedList<SharedLink> {
    return (this.tab === "links" ? this.links : this.files)!;
  }

  private panel(): TemplateResult {
    const { screen, tab, list } = this;
    if (list.error.value)
      return html`<p class="notice" role="status">${list.error.value}
        <button class="link-button" type="button" @click=${() => void list.loadMore()}>Try again</button></p>`;
    if (list.items.value.length === 0) {
      if (list.loading.value || list.hasMore.value)
        return html`<div class="skeleton-rows" aria-hidden="true"></div>`;
      return html`<p class="shared-none quiet" role="status">${this.search ? "Nothing found. Try another word." : NOTHING[tab]}</p>`;
    }
    if (tab === "links") return sharedLinks(screen, this.links!.items.value);
    const files = this.files!.items.value;
    return tab === "media" ? sharedPictures(screen, files) : sharedFiles(screen, files);
  }

  private begin(): void {
    const { chat } = this.screen;
    const { id } = this.item;
    const search = this.search.trim();
    this.files = this.tab === "links" ? null : chat.shared.files(id, this.tab, search);
    this.links = this.tab === "links" ? chat.shared.links(id, search) : null;
    void this.list.loadMore();
  }

  private turn(tab: Tab): void {
    this.tab = tab;
    this.begin();
  }

  private step(event: KeyboardEvent): void {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const inward = document.dir === "rtl" ? -step : step;
    this.turn(TABS[(TABS.indexOf(this.tab) + inward + TABS.length) % TABS.length]!);
    void this.updateComplete.then(() => this.querySelector<HTMLElement>("[aria-selected=true]")?.focus());
  }

  private searched(event: InputEvent): void {
    this.search = (event.target as HTMLInputElement).value;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.begin(), PAUSE_MS);
  }

  private more(event: Event): void {
    const body = event.target as HTMLElement;
    const near = body.scrollHeight - body.scrollTop - body.clientHeight < 600;
    if (near && this.list.hasMore.value && !this.list.error.value) void this.list.loadMore();
  }

  protected override updated(): void {
    // A tall screen needs more than one page at once.
    const body = this.querySelector(".pane-body");
    if (body && body.scrollHeight <= body.clientHeight) this.more({ target: body } as unknown as Event);
  }
}
