import { html, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { Watcher } from "../helpers/watcher";
import type { Timeline } from "../models/api";
import { takeDrops } from "../screen/dropping";
import { liking } from "../screen/preferences";
import type { Screen } from "../screen/screen";
import "./panes/conversation-header";
import "./timeline/message-timeline";
import "./timeline/pinned-bar";
import { writing } from "./composer/writing";
import { backToResults } from "./status/back-to-results";
import { statusLines } from "./status/status-lines";

/** One conversation: its header, its timeline and the composer. Opens and closes the engine's timeline. */
@customElement("conversation-view")
export class ConversationView extends Watcher {
  @property({ attribute: false }) screen!: Screen;
  @property({ attribute: false }) conversation = "";
  @property({ attribute: false }) seq: number | null = null;
  @state() private timeline: Timeline | null = null;
  /** The reason why there is nothing to show: the user is not a member, or no longer is. */
  @state() private missing: "not here" | "left" | null = null;

  override render(): TemplateResult {
    const { screen, timeline } = this;
    const item = screen.chat.conversations.get(this.conversation);
    if (!item || !timeline)
      return html`${statusLines(screen)}
        ${this.missing ? this.gone() : html`<div class="conversation-loading" aria-busy="true"></div>`}`;
    const bubbles = item.kind === "direct" && liking(screen.chat.account).bubbles;
    return html`
      <conversation-header .screen=${screen} .item=${item}></conversation-header>
      ${statusLines(screen)}
      <pinned-bar .screen=${screen} .timeline=${timeline}></pinned-bar>
      ${backToResults(screen)}
      <message-timeline class=${bubbles ? "bubbles" : ""} .screen=${screen} .timeline=${timeline} .item=${item}></message-timeline>
      ${writing(screen, item)}
    `;
  }

  protected override firstUpdated(): void {
    takeDrops(this, (files) => {
      const item = this.screen.chat.conversations.get(this.conversation);
      if (item && !item.conversation.closed_at && !item.blocked) this.screen.attach(this.conversation, files);
    });
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("conversation")) void this.enter();
    else if (changed.has("seq") && this.seq !== null && this.timeline)
      void this.land(this.timeline, this.seq);
  }

  protected override updated(): void {
    // The user was removed, or left in another tab.
    if (this.timeline && !this.screen.chat.conversations.get(this.conversation)) this.leave("left");
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.leave(null);
  }

  private async enter(): Promise<void> {
    this.leave(null);
    const { screen, conversation: id, seq } = this;
    if (!screen.chat.conversations.get(id)) {
      const item = await screen.chat.conversations.fetch(id).catch(() => null);
      if (this.conversation !== id) return;
      if (!item) {
        this.missing = "not here";
        return;
      }
    }
    this.timeline = screen.chat.messages.open(id, seq === null ? {} : { at: seq });
    screen.timeline.value = this.timeline;
    if (seq !== null) screen.router.settle();
  }

  private async land(timeline: Timeline, seq: number): Promise<void> {
    if (!(await timeline.jumpTo(seq, { highlight: true })))
      this.screen.toast("That message cannot be shown.");
    this.screen.router.settle();
  }

  private leave(missing: typeof this.missing): void {
    this.timeline?.close();
    if (this.screen.timeline.value === this.timeline) this.screen.timeline.value = null;
    this.timeline = null;
    this.missing = missing;
  }

  private gone(): TemplateResult {
    const left = this.missing === "left";
    return html`<div class="empty" role="status">
      <h1>${left ? "You are no longer in this conversation" : "Conversation not found"}</h1>
      <p>${left ? "You left, or someone removed you." : "The address is wrong, or you are not a member."}</p>
      <button class="button" type="button" @click=${() => this.screen.router.home()}>Back to the conversations</button>
    </div>`;
  }
}
