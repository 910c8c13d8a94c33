import { effect } from "@preact/signals-core";
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { followClock } from "../helpers/today";
import { Watcher } from "../helpers/watcher";
import { installIcons } from "../icons/icon";
import type { Chat, ConversationItem } from "../models/api";
import { leaveKeysToInputMethods } from "../screen/composition";
import { showUnread } from "../screen/favicon";
import { keepFocus } from "../screen/focus";
import { FocusFollower } from "../screen/follow-focus";
import { listenToWorker } from "../screen/from-worker";
import { applyTheme, liking } from "../screen/preferences";
import { isBusy } from "../screen/quiet";
import { Screen } from "../screen/screen";
import { listenToKeys } from "../screen/shortcuts";
import { followKeyboard } from "../screen/viewport";
import "./action-menu";
import "./sidebar/conversation-list";
import "./conversation-view";
import { later as dialogs, drawDialog } from "./dialogs/draw-dialog";
import { drawPicker } from "./emoji/draw-picker";
import { LateFile } from "./late-file";
import "./notice-stack";
import { savedFile } from "./saved/save-acts";
import "./status/server-banner";
import { watchedPeople } from "./watched-people";

const later = new LateFile(() => import("./panes/later"));

/** The whole screen: list, conversation, pane, dialogs and menus. */
@customElement("chat-screen")
export class ChatScreen extends Watcher {
  @property({ attribute: false }) chat!: Chat;
  private screen!: Screen;
  private endings: (() => void)[] = [];
  private readonly focusFollower = new FocusFollower();

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("chat") || !this.chat) return;
    this.end();
    this.begin();
  }

  protected override async updated(): Promise<void> {
    const route = this.screen?.router.route.peek();
    const panes = [...this.querySelectorAll<Watcher>(".side-pane > *")].map((pane) => pane.updateComplete);
    await Promise.all(panes);
    const isHere = panes.length > 0 || !route?.pane;
    if (route && isHere) this.focusFollower.follow(this, route);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.end();
  }

  override render(): TemplateResult {
    if (!this.chat) return html``;
    const { screen } = this;
    const { conversation, seq, pane, saved } = screen.router.route.value;
    const item = conversation ? screen.chat.conversations.get(conversation) : undefined;
    return html`
      <a class="skip-link" href="#conversation">Skip to the conversation</a>
      <server-banner .screen=${screen}></server-banner>
      <div class="panes ${conversation || saved ? "in-conversation" : ""} ${pane && item ? "with-pane" : ""}">
        <main>
          <conversation-list .screen=${screen}></conversation-list>
          <div id="conversation" tabindex="-1">
            ${conversation ? html`<conversation-view .screen=${screen} .conversation=${conversation} .seq=${seq}></conversation-view>` : saved ? this.saved() : this.welcome()}
          </div>
        </main>
        ${pane && item ? this.pane(item) : nothing}
      </div>
      ${repeat(
        screen.dialogs.value,
        (dialog) => dialog,
        (dialog) => drawDialog(screen, dialog),
      )}
      ${repeat(
        present(screen.menu.value),
        (menu) => menu,
        (menu) =>
          html`<section aria-label=${menu.label}><action-menu .screen=${screen} .request=${menu}></action-menu></section>`,
      )}
      ${repeat(
        present(screen.picker.value),
        (picker) => picker,
        (picker) => drawPicker(screen, picker),
      )}
      <notice-stack .screen=${screen}></notice-stack>
    `;
  }

  private pane(item: ConversationItem): TemplateResult {
    const { screen } = this;
    const { pane } = screen.router.route.value;
    const draw = {
      details: () => late(html`<details-pane .screen=${screen} .item=${item}></details-pane>`),
      members: () => late(html`<members-pane .screen=${screen} .item=${item}></members-pane>`),
      media: () => late(html`<media-pane .screen=${screen} .item=${item}></media-pane>`),
      pins: () => late(html`<pins-pane .screen=${screen} .item=${item}></pins-pane>`),
      invitations: () => late(html`<invitations-pane .screen=${screen} .item=${item}></invitations-pane>`),
    };
    const late = (pane: TemplateResult): TemplateResult | typeof nothing =>
      later.isHere(screen, () => screen.router.closePane()) ? pane : nothing;
    return html`<button class="pane-scrim" type="button" tabindex="-1" aria-hidden="true" @click=${() => screen.router.closePane()}></button>
      <aside class="side-pane" aria-label=${item.title}>${pane ? draw[pane]() : nothing}</aside>`;
  }

  private saved(): TemplateResult | typeof nothing {
    const { screen } = this;
    return savedFile.isHere(screen, () => screen.router.home())
      ? html`<saved-view .screen=${screen}></saved-view>`
      : nothing;
  }

  private welcome(): TemplateResult {
    const { screen } = this;
    const known =
      screen.chat.conversations.listed.value.length + screen.chat.conversations.archived.value.length > 0;
    return html`<div class="empty">
      <h2>${known ? "Pick a conversation" : `Welcome, ${screen.chat.account.me.value.display_name}`}</h2>
      <p>${known ? "Or start a new one." : "Write to someone, or find a channel to join."}</p>
      <button class="button primary" type="button" @click=${() => screen.show({ name: "new-conversation", kind: "direct" })}>Start a conversation</button>
      ${known ? nothing : html`<button class="button quiet" type="button" @click=${() => screen.show({ name: "browse-channels" })}>Browse channels</button>`}
    </div>`;
  }

  private begin(): void {
    installIcons();
    // Older emails link here.
    if (location.hash === "#notifications") location.replace("/settings/notifications/");
    const screen = new Screen(this.chat);
    this.screen = screen;
    screen.router.start();
    // Ctrl-K must not lose the first letters.
    dialogs.prepare();
    this.endings = [
      () => screen.router.stop(),
      leaveKeysToInputMethods(),
      listenToKeys(screen),
      keepFocus(this),
      listenToWorker(screen),
      this.chat.renewal.waitFor(() => isBusy(screen)),
      askBeforeLeaving(() => this.chat.session.losesOnLeaving()),
      followKeyboard(),
      followClock(),
      effect(() => applyTheme(liking(this.chat.account).theme)),
      effect(() => {
        document.title = pageTitle(screen);
      }),
      effect(() => showUnread(this.chat.conversations.unread.value)),
      effect(() => this.chat.presence.watch(watchedPeople(screen))),
    ];
  }

  private end(): void {
    for (const ending of this.endings) ending();
    this.endings = [];
  }
}

/** Has the browser ask before the page closes if that would interrupt an upload or lose a text. */
function askBeforeLeaving(loses: () => boolean): () => void {
  const ask = (event: BeforeUnloadEvent): void => {
    if (loses()) event.preventDefault();
  };
  window.addEventListener("beforeunload", ask);
  return () => window.removeEventListener("beforeunload", ask);
}

function present<T>(value: T | null): T[] {
  return value === null ? [] : [value];
}

function pageTitle(screen: Screen): string {
  const { conversation, saved } = screen.router.route.value;
  const title = saved
    ? "Saved messages"
    : conversation
      ? screen.chat.conversations.get(conversation)?.title
      : undefined;
  const unread = screen.chat.conversations.unread.value;
  return `${unread > 0 ? `(${unread}) ` : ""}${title ? `${title} · ` : ""}Parlance`;
}
