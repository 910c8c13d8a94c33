// The user's location in the address bar: / · /saved · /c/<conversation> · /c/<conversation>/<seq>.
// A pane that covers the timeline has its own history entry, so that "back" closes it.
import { type Signal, signal } from "@preact/signals-core";
import type { ConversationId } from "../models/api";
import { onceSettled, stepBack } from "./back-closes";

export type Pane = "details" | "members" | "invitations" | "media" | "pins";

export interface Route {
  conversation: ConversationId | null;
  seq: number | null;
  pane: Pane | null;
  /** Whether the saved messages are shown in place of a conversation. */
  saved: boolean;
}

interface Step {
  pane: Pane | null;
  /** Whether the previous history entry is the list. */
  fromList: boolean;
  /** Whether the previous history entry is the timeline that the pane covers. */
  covers: boolean;
}

const WIDE = "(min-width: 1200px)";
export const SAVED = "/saved";
const NOWHERE: Step = { pane: null, fromList: false, covers: false };

export class Router {
  readonly route: Signal<Route>;
  private listening = new AbortController();

  constructor() {
    this.route = signal(read());
  }

  start(): void {
    this.listening = new AbortController();
    addEventListener("popstate", () => this.arrive(), { signal: this.listening.signal });
  }

  stop(): void {
    this.listening.abort();
  }

  go(conversation: ConversationId, seq: number | null = null): void {
    onceSettled(() => this.goNow(conversation, seq));
  }

  private goNow(conversation: ConversationId, seq: number | null): void {
    const from = this.route.value.conversation;
    const path = seq === null ? `/c/${conversation}` : `/c/${conversation}/${seq}`;
    const pane = this.wide ? this.route.value.pane : null;
    // On a small screen, going back from any conversation leads to the list.
    const replace = from === conversation || (from !== null && !this.wide);
    this.step(
      path,
      { pane, fromList: from === null || (replace && step().fromList), covers: false },
      replace,
    );
  }

  /** Shows the saved messages. */
  goSaved(): void {
    onceSettled(() => this.goSavedNow());
  }

  private goSavedNow(): void {
    const { conversation, saved } = this.route.value;
    const replace = saved || (conversation !== null && !this.wide);
    const fromList = (conversation === null && !saved) || (replace && step().fromList);
    this.step(SAVED, { ...NOWHERE, fromList }, replace);
  }

  /** Goes to the list: back, if it is the previous history entry. */
  home(): void {
    onceSettled(() => this.homeNow());
  }

  private homeNow(): void {
    if (step().fromList) stepBack();
    else this.step("/", NOWHERE, true);
  }

  openPane(pane: Pane): void {
    onceSettled(() => this.openPaneNow(pane));
  }

  private openPaneNow(pane: Pane): void {
    const covers = !this.wide && this.route.value.pane === null;
    const { fromList, covers: covered } = step();
    this.step(location.pathname, { pane, fromList: fromList && !covers, covers: covers || covered }, !covers);
  }

  closePane(): void {
    onceSettled(() => this.closePaneNow());
  }

  private closePaneNow(): void {
    if (this.route.value.pane === null) return;
    if (step().covers) stepBack();
    else this.step(location.pathname, { ...step(), pane: null }, true);
  }

  togglePane(pane: Pane): void {
    if (this.route.value.pane === pane) this.closePane();
    else this.openPane(pane);
  }

  /** Replaces the address of a followed permalink with that of its conversation, without a new history entry. */
  settle(): void {
    const { conversation, seq } = this.route.value;
    if (conversation !== null && seq !== null) this.step(`/c/${conversation}`, step(), true);
  }

  private get wide(): boolean {
    return matchMedia(WIDE).matches;
  }

  private step(path: string, state: Step, replace: boolean): void {
    if (replace) history.replaceState(state, "", path);
    else history.pushState(state, "", path);
    this.arrive();
  }

  private arrive(): void {
    this.route.value = read();
  }
}

function step(): Step {
  return { ...NOWHERE, ...(history.state as Partial<Step> | null) };
}

function read(): Route {
  const route = routeOf(location.pathname);
  return { ...route, pane: route.conversation ? step().pane : null, saved: location.pathname === SAVED };
}

/** The conversation and message that a path names, if any. */
export function routeOf(path: string): Pick<Route, "conversation" | "seq"> {
  const [, conversation = null, seq = null] = /^\/c\/([^/]+)(?:\/(\d+))?\/?$/.exec(path) ?? [];
  return { conversation: conversation && decodeURIComponent(conversation), seq: seq ? Number(seq) : null };
}
