import { computed, signal } from "@preact/signals-core";
import { Again } from "../../connection/again";
import type { Calls } from "../../connection/calls";
import type { World } from "../../connection/world";
import type { SavedMark } from "../../protocol/wire";
import type { SavedMessages } from "../api";

type Marks = ReadonlyMap<string, SavedMark>;

/** The marks are fetched once, and again after an event that the list changed. */
export class KnownSaved implements SavedMessages {
  readonly marks = signal<Marks>(new Map());
  readonly due = computed(() => [...this.marks.value.values()].filter((mark) => mark.reminded_at).length);
  readonly fired = computed(() => [...this.news.value].flatMap((name) => this.marks.value.get(name) ?? []));
  readonly page: SavedMessages["page"];
  private readonly news = signal<readonly string[]>([]);
  private readonly again: Again;
  private isLoaded = false;

  constructor(
    private readonly calls: Calls,
    world: Pick<World, "clock" | "random">,
    isOnline: () => boolean,
  ) {
    this.again = new Again(() => this.fetch(), world, isOnline);
    this.page = calls.saved;
  }

  mark(conversation: string, seq: number): SavedMark | undefined {
    return this.marks.value.get(`${conversation}/${seq}`);
  }

  /** Call when the connection is up. */
  begin(): void {
    if (!this.isLoaded) void this.load();
  }

  load(): Promise<void> {
    return this.again.run();
  }

  readonly change: SavedMessages["change"] = async (method, { conversation, seq }, changes) => {
    await this.calls.changeSaved(method, conversation, seq, changes);
    await this.load();
  };

  seen(): void {
    this.news.value = [];
  }

  private async fetch(): Promise<void> {
    const { items } = await this.calls.savedMarks();
    const marks: Marks = new Map(items.map((mark) => [`${mark.conversation}/${mark.seq}`, mark]));
    const before = this.marks.peek();
    const isNews = (name: string): boolean =>
      this.news.peek().includes(name) ||
      (this.isLoaded && marks.get(name)!.reminded_at !== before.get(name)?.reminded_at);
    this.news.value = [...marks.keys()].filter((name) => marks.get(name)!.reminded_at && isNews(name));
    this.marks.value = marks;
    this.isLoaded = true;
  }
}
