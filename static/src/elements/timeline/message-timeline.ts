import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { today } from "../../helpers/today";
import { Watcher } from "../../helpers/watcher";
import { icon } from "../../icons/icon";
import type { ConversationItem, Row, Timeline, UnreadRow } from "../../models/api";
import { dayName, fullTime, listTime } from "../../render/times";
import { badge, count } from "../../render/words";
import { routeOf } from "../../screen/router";
import { rove } from "../../screen/roving-focus";
import type { Screen } from "../../screen/screen";
import { ScrollAnchor } from "../../screen/scroll-anchor";
import { byDay } from "./days";
import "./message-item";
import type { MessageItem } from "./message-item";
import { readersBySeq } from "./readers-by-seq";
import { timelineLine } from "./timeline-line";
import { timelineStart } from "./timeline-start";

/** The distance from the edge of the loaded messages, in screens, at which more are loaded. */
const AHEAD = 1.5;

/** The messages of the open conversation. */
@customElement("message-timeline")
export class MessageTimeline extends Watcher {
  @property({ attribute: false }) screen!: Screen;
  @property({ attribute: false }) timeline!: Timeline;
  @property({ attribute: false }) item!: ConversationItem;
  @state() private away = false;
  @state() private dividerAbove = false;
  @query(".timeline-view") private readonly view!: HTMLElement;
  @query("[role=log]") private readonly log!: HTMLElement;

  private anchor!: ScrollAnchor;
  private reached: Timeline["target"]["value"] = null;
  private frame = 0;

  override render(): TemplateResult {
    const { timeline, item, screen } = this;
    const { loading, atStart, error } = timeline.state.value;
    const rows = timeline.rows.value;
    // Read here so that a new target renders again and updated() follows it.
    void timeline.target.value;
    // The names of days change at midnight.
    void today.value;
    const readers = readersBySeq(item, screen.chat.account.me.value.id);
    return html`
      <div class="timeline-view" tabindex="-1" @scroll=${this.scrolled}>
        <div role="log" aria-label="Messages" aria-live=${this.away || loading !== "no" ? "off" : "polite"} aria-busy=${loading !== "no"} @keydown=${this.step} @click=${this.followLink}>
          ${atStart ? timelineStart(screen, item, !rows.some(({ kind }) => kind === "message")) : loading === "first" ? skeleton(6) : skeleton(3)}
          ${repeat(
            byDay(rows),
            (section) => section.day.key,
            ({ day, rows }) => html`<section class="day" aria-label=${dayName(day.day)}>
              <div class="day-divider"><span>${dayName(day.day)}</span></div>
              ${repeat(
                rows,
                (row) => row.key,
                (row) => this.row(row, readers),
              )}
            </section>`,
          )}
          ${loading === "newer" ? skeleton(2) : nothing}
        </div>
        ${
          error
            ? html`<div class="timeline-error notice" role="status">
                <span>${error}</span>
                <button class="link-button" type="button" @click=${() => timeline.retry()}>Try again</button>
              </div>`
            : nothing
        }
      </div>
      ${this.jumps()}
    `;
  }

  private row(row: Exclude<Row, { kind: "day" }>, readers: Map<number, string[]>): TemplateResult {
    if (row.kind === "unread") return unreadDivider(row);
    if (row.kind === "line") return timelineLine(this.screen, row);
    return html`<message-item
      .screen=${this.screen}
      .conversation=${this.item.id}
      .row=${row}
      .readersHere=${readers.get(row.seq ?? -1) ?? none}
    ></message-item>`;
  }

  private jumps(): TemplateResult {
    const unread = this.timeline.unread.value;
    const above = this.dividerAbove && unread > 0;
    const words = unread > 0 ? count(unread, "new message") : "Jump to the latest message";
    return html`
      ${
        above
          ? html`<button class="jump-unread" type="button" @click=${this.readOn}>
              ${icon("up", 16)}<span>${count(unread, "new message")}</span>
            </button>`
          : nothing
      }
      ${
        this.away || !this.timeline.state.value.atEnd
          ? html`<button class="jump-latest" type="button" aria-label=${words} title=${words} @click=${() => this.timeline.jumpToLatest()}>
              ${icon("down")}${unread > 0 ? html`<span class="badge" aria-hidden="true">${badge(unread)}</span>` : nothing}
            </button>`
          : nothing
      }
    `;
  }

  /** Focuses the timeline, so that the scroll keys work. */
  private readonly readOn = (): void => {
    this.timeline.jumpToUnread();
    this.view.focus({ preventScroll: true });
  };

  protected override firstUpdated(): void {
    this.anchor = new ScrollAnchor(this.view, this.log, () => this.timeline.state.value.atEnd);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    cancelAnimationFrame(this.frame);
    this.anchor?.release();
  }

  protected override async updated(changed: PropertyValues<this>): Promise<void> {
    if (changed.has("timeline")) {
      this.reached = null;
      this.anchor.following = true;
    }
    // The messages render in the next microtask. Correct the scroll position before the browser paints.
    await Promise.all(
      [...this.querySelectorAll<MessageItem>("message-item")].map((message) => message.updateComplete),
    );
    this.anchor.restore();
    this.follow();
    this.oneStop();
    this.look();
  }

  /** Scrolls to the engine's target, once for each. */
  private follow(): void {
    const target = this.timeline.target.value;
    if (!target || target === this.reached) return;
    if (target.seq === "latest") {
      this.reached = target;
      this.anchor.follow();
      return;
    }
    const message = this.querySelector<HTMLElement>(`[data-seq="${target.seq}"]`);
    if (!message) return;
    this.reached = target;
    const divider = message.previousElementSibling?.matches(".unread-divider") && !target.highlight;
    this.anchor.bring(
      divider ? (message.previousElementSibling as HTMLElement) : message,
      divider ? 0.2 : 0.35,
    );
    if (target.highlight) this.highlight(message);
  }

  private highlight(message: HTMLElement): void {
    message.classList.remove("flash");
    void message.offsetWidth;
    message.classList.add("flash");
    message.addEventListener("animationend", () => message.classList.remove("flash"), { once: true });
    for (const stop of this.stops()) stop.tabIndex = stop === message ? 0 : -1;
    message.focus({ preventScroll: true });
  }

  private scrolled(): void {
    this.anchor.scrolled();
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.look());
  }

  /** Reports the messages in view to the engine, and loads more ahead of the user. */
  private look(): void {
    const { timeline, view, anchor } = this;
    if (!view?.isConnected) return;
    const seqs = anchor
      .inView()
      .map((message) => Number(message.dataset.seq ?? 0))
      .filter(Boolean);
    if (seqs.length > 0) timeline.inView(seqs[0]!, seqs.at(-1)!);
    this.away = anchor.toEnd > view.clientHeight / 2;
    const divider = this.querySelector(".unread-divider");
    this.dividerAbove =
      divider !== null && divider.getBoundingClientRect().bottom < view.getBoundingClientRect().top;
    const { loading, atStart, atEnd, error } = timeline.state.value;
    if (loading !== "no" || error) return;
    const ahead = view.clientHeight * AHEAD;
    if (!atStart && view.scrollTop < ahead) void timeline.loadOlder();
    else if (!atEnd && anchor.toEnd < ahead) void timeline.loadNewer();
  }

  /** Follows a link to a message of this server without leaving the page. */
  private followLink(event: MouseEvent): void {
    const link = (event.target as Element).closest<HTMLAnchorElement>(".message-text a");
    if (!link || link.origin !== location.origin || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const route = routeOf(link.pathname);
    if (route.conversation === null) return;
    event.preventDefault();
    this.screen.router.go(route.conversation, route.seq);
  }

  private stops(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>("message-item, .timeline-line")];
  }

  /** Tab stops at the row that last had focus, or else at the newest. */
  private oneStop(): void {
    const stops = this.stops();
    if (!stops.some((stop) => stop.tabIndex === 0)) stops.at(-1)?.setAttribute("tabindex", "0");
  }

  private step(event: KeyboardEvent): void {
    rove(event, {
      stops: () => this.stops(),
      beyond: (direction) => {
        if (direction > 0) this.closest("conversation-view")?.querySelector("textarea")?.focus();
      },
    });
  }
}

const none: readonly string[] = [];

function unreadDivider(row: UnreadRow): TemplateResult {
  return html`<div class="unread-divider" role="separator" aria-label="New since ${fullTime(row.at)}">
    <span>New since <time datetime=${row.at}>${listTime(row.at)}</time></span>
  </div>`;
}

function skeleton(lines: number): TemplateResult {
  return html`<div class="timeline-skeleton" aria-hidden="true">
    ${Array.from({ length: lines }, () => html`<div class="skeleton-message"><i></i><b></b><span></span></div>`)}
  </div>`;
}
