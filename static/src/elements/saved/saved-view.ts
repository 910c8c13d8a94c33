import { effect, untracked } from "@preact/signals-core";
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { minute } from "../../helpers/today";
import { Watcher } from "../../helpers/watcher";
import { icon } from "../../icons/icon";
import type { Saved } from "../../models/api";
import { rove } from "../../screen/roving-focus";
import type { Screen } from "../../screen/screen";
import { statusLines } from "../status/status-lines";
import { savedEntry } from "./saved-entry";
import { SavedList } from "./saved-list";

/** The messages that the user saved: what is due, what comes, what has no date, and what is done. */
@customElement("saved-view")
export class SavedView extends Watcher {
  @property({ attribute: false }) screen!: Screen;
  @state() private showsDone = false;
  private open!: SavedList;
  private done!: SavedList;
  private stopFollowing = (): void => undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    const { saved, connection } = this.screen.chat;
    let isFirst = true;
    this.open = new SavedList(saved, "open");
    this.done = new SavedList(saved, "done");
    this.stopFollowing = effect(() => {
      saved.marks.value;
      const { phase } = connection.line.value;
      // Not while the connection is away: what is shown stays as it is.
      if (isFirst || phase === "online" || phase === "limited") untracked(() => this.load());
      isFirst = false;
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stopFollowing();
  }

  protected override firstUpdated(): void {
    this.querySelector<HTMLElement>("h1")?.focus({ preventScroll: true });
    this.screen.chat.saved.seen();
  }

  override render(): TemplateResult {
    const { screen } = this;
    // The labels of times change with the day.
    minute.value;
    return html`<header class="conversation-header saved-head">
        <button class="icon-button back-button" type="button" aria-label="Back to the conversations" @click=${() => screen.router.home()}>${icon("back")}</button>
        <h1 class="header-heading header-name" tabindex="-1">Saved messages</h1>
      </header>
      ${statusLines(screen)}
      <div class="saved-body" @keydown=${(event: KeyboardEvent) => rove(event, { stops: () => [...this.querySelectorAll<HTMLElement>("[data-stop]")] })}>
        ${this.problem()}${this.groups()}${this.doneGroup()}
      </div>`;
  }

  private problem(): TemplateResult | typeof nothing {
    const { state, error } = this.open;
    if (state.value !== "failed") return nothing;
    return html`<p class="notice" role="status">${error.value}
      <button class="link-button" type="button" @click=${() => this.load()}>Try again</button></p>`;
  }

  private groups(): TemplateResult | TemplateResult[] {
    const { entries, state, hasMore } = this.open;
    if (state.value === "loading") return html`<div class="skeleton-rows" aria-hidden="true"></div>`;
    const all = entries.value;
    if (all.length === 0) return state.value === "here" ? this.empty() : html``;
    const groups: [string, Saved[]][] = [
      ["Due", all.filter(({ reminded_at }) => reminded_at)],
      ["Upcoming", all.filter(({ remind_at, reminded_at }) => remind_at && !reminded_at)],
      ["No date", all.filter(({ remind_at }) => !remind_at)],
    ];
    const more = html`<button class="button quiet wide" type="button" @click=${() => this.open.more()}>Show more</button>`;
    return [
      ...groups.filter(([, some]) => some.length).map(([name, some]) => this.group(name, some)),
      hasMore.value ? more : html``,
    ];
  }

  private group(name: string, entries: readonly Saved[]): TemplateResult {
    return html`<section class="saved-group" aria-label=${name}>
      <h2>${name} <span class="quiet tabular">${entries.length}</span></h2>${this.list(entries)}
    </section>`;
  }

  private list(entries: readonly Saved[]): TemplateResult {
    return html`<ul role="list">${repeat(
      entries,
      ({ conversation, seq }) => `${conversation}/${seq}`,
      (entry) => savedEntry(this.screen, entry),
    )}</ul>`;
  }

  private doneGroup(): TemplateResult | typeof nothing {
    if (this.open.state.value === "loading") return nothing;
    const { entries, state, hasMore, error } = this.done;
    const none =
      state.value === "failed" ? error.value : state.value === "here" ? "Nothing is done yet." : "Loading…";
    return html`<section class="saved-group">
      <button class="button quiet saved-done" type="button" aria-expanded=${this.showsDone} @click=${this.toggleDone}>
        ${icon("tick", 16)}<span>Done</span>${icon("chevron", 16)}</button>
      ${this.showsDone ? (entries.value.length ? this.list(entries.value) : html`<p class="quiet list-note" role="status">${none}</p>`) : nothing}
      ${this.showsDone && hasMore.value ? html`<button class="button quiet wide" type="button" @click=${() => this.done.more()}>Show more</button>` : nothing}
    </section>`;
  }

  private empty(): TemplateResult {
    return html`<div class="empty small">
      <span class="saved-sign">${icon("bookmark")}</span>
      <h2>Nothing saved</h2>
      <p>Choose “Save for later” or “Remind me” in the menu of a message, and you find it in this list. Only you see it.</p>
    </div>`;
  }

  private load(): void {
    void this.open.load();
    if (this.showsDone) void this.done.load();
  }

  private readonly toggleDone = (): void => {
    this.showsDone = !this.showsDone;
    if (this.showsDone) void this.done.load();
  };
}
