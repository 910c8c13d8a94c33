import type { ReactiveController, ReactiveControllerHost } from "lit";
import { holdsWords } from "../helpers/fold";
import type { ConversationItem } from "../models/api";
import type { Screen } from "./screen";

const WAIT_MS = 150;

/** Finds conversations by name: loaded ones at once, and all others from the server a moment later. */
export class ConversationSearch implements ReactiveController {
  word = "";
  /** `failed`: the server could not be reached, so only loaded conversations are found. */
  state: "at hand" | "asking" | "answered" | "failed" = "at hand";
  /** The ids of what the server found. */
  matches: ReadonlySet<string> = new Set();
  private timer = 0;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly screen: () => Screen,
  ) {
    host.addController(this);
  }

  hostConnected(): void {}

  hostDisconnected(): void {
    clearTimeout(this.timer);
  }

  /** Searches for the typed text. */
  enter(text: string): void {
    this.word = text.trim();
    this.matches = new Set();
    this.state = this.word ? "asking" : "at hand";
    clearTimeout(this.timer);
    if (this.word) this.timer = window.setTimeout(() => void this.ask(), WAIT_MS);
    this.host.requestUpdate();
  }

  finds(item: ConversationItem): boolean {
    if (!this.word || this.matches.has(item.id)) return true;
    return holdsWords(`${item.title} ${item.peer?.username ?? ""}`, this.word);
  }

  private async ask(): Promise<void> {
    const { word } = this;
    const items = await this.screen()
      .chat.conversations.search(word)
      .catch(() => null);
    if (word !== this.word) return;
    this.state = items ? "answered" : "failed";
    this.matches = new Set(items?.map(({ id }) => id));
    this.host.requestUpdate();
  }
}
