import { type Signal, signal } from "@preact/signals-core";
import type { Chat, ConversationId, SearchHit, SearchOrder, SearchPage } from "../models/api";
import { sentence } from "./speaker";

const WAIT_MS = 150;
const FILES = 4;

/** A search in messages, as the user left it: it stays when they go to a message, so that they can go back to it. */
export class MessageSearch {
  readonly text = signal("");
  /** The filters picked as chips, in the query language. */
  readonly filters = signal<ReadonlySet<string>>(new Set());
  readonly order = signal<SearchOrder>("newest");
  /** Whether only the conversation is searched in which the search was opened. */
  readonly isHere: Signal<boolean>;
  readonly hits = signal<readonly SearchHit[]>([]);
  /** The latest messages with files, unless only messages with files are searched. */
  readonly files = signal<readonly SearchHit[]>([]);
  readonly searched = signal<SearchPage["searched"] | null>(null);
  readonly state = signal<"at rest" | "asking" | "answered" | "failed">("at rest");
  /** Why the query was refused, as a sentence for the user. */
  readonly error = signal("");
  readonly hasMore = signal(false);
  /** The hit that the user went to, and how far the list was scrolled. */
  visited: SearchHit | null = null;
  scrolled = 0;
  private cursor: string | undefined;
  private asked = 0;
  private timer = 0;
  /** The call before, which is awaited: one person has few at a time. */
  private before: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly chat: Chat,
    readonly conversation: ConversationId | null,
  ) {
    this.isHere = signal(conversation !== null);
  }

  /** Searches a moment after the last key. */
  enter(text: string): void {
    this.text.value = text;
    this.start(WAIT_MS);
  }

  toggle(filter: string): void {
    const filters = new Set(this.filters.peek());
    if (!filters.delete(filter)) filters.add(filter);
    this.filters.value = filters;
    this.start();
  }

  setHere(isHere: boolean): void {
    this.isHere.value = isHere;
    this.start();
  }

  setOrder(order: SearchOrder): void {
    this.order.value = order;
    this.start();
  }

  async more(): Promise<void> {
    await this.ask(this.cursor);
  }

  private start(wait = 0): void {
    clearTimeout(this.timer);
    this.asked++;
    this.error.value = "";
    this.cursor = undefined;
    this.state.value = this.query() ? "asking" : "at rest";
    if (!this.query()) this.clear();
    else this.timer = window.setTimeout(() => void this.ask(), wait);
  }

  private clear(): void {
    this.hits.value = [];
    this.files.value = [];
    this.searched.value = null;
    this.hasMore.value = false;
  }

  /** Returns the whole query, or nothing if it has neither words nor filters. */
  private query(): string {
    const words = [this.text.peek().trim(), ...this.filters.peek()].filter(Boolean);
    if (words.length > 0 && this.isHere.peek()) words.push(`in:${this.conversation}`);
    return words.join(" ");
  }

  private async ask(cursor?: string): Promise<void> {
    const turn = ++this.asked;
    this.state.value = "asking";
    await this.before;
    if (turn !== this.asked) return;
    try {
      const call = this.chat.search.messages(this.query(), this.order.peek(), cursor);
      this.before = call.catch(() => undefined);
      const page = await call;
      if (turn !== this.asked) return;
      this.hits.value = cursor ? [...this.hits.peek(), ...page.items] : page.items;
      this.searched.value = page.searched;
      this.cursor = page.next_cursor ?? undefined;
      this.hasMore.value = Boolean(page.next_cursor);
      this.state.value = "answered";
      if (!cursor) await this.findFiles(turn);
    } catch (refusal) {
      if (turn !== this.asked) return;
      if (!cursor) this.clear();
      this.error.value = sentence(refusal);
      this.state.value = "failed";
    }
  }
  private async findFiles(turn: number): Promise<void> {
    const query = this.query();
    if (!this.text.peek().trim() || /\bhas:/i.test(query)) {
      this.files.value = [];
      return;
    }
    const call = this.chat.search.files(query, FILES).catch(() => null);
    this.before = call;
    const page = await call;
    if (turn === this.asked) this.files.value = page?.items ?? [];
  }
}
