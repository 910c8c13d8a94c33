import { signal } from "@preact/signals-core";
import type { Saved, SavedMessages } from "../../models/api";
import { sentence } from "../../screen/screen";

export type ListState = "loading" | "here" | "failed";

/** The entries that are open, or done, as far as they were loaded. */
export class SavedList {
  readonly entries = signal<readonly Saved[]>([]);
  readonly state = signal<ListState>("loading");
  readonly error = signal("");
  readonly hasMore = signal(false);
  private cursor: string | undefined;
  private turn = 0;

  constructor(
    private readonly saved: SavedMessages,
    private readonly which: "open" | "done",
  ) {}

  /** Loads the list again: as many pages as are shown. Of several calls at once, the last one counts. */
  async load(): Promise<void> {
    const shown = this.entries.peek().length;
    await this.fetch(async () => {
      const entries: Saved[] = [];
      let cursor: string | undefined;
      do {
        const page = await this.saved.page(this.which, cursor);
        entries.push(...page.items);
        cursor = page.next_cursor ?? undefined;
      } while (cursor && entries.length < shown);
      return { entries, cursor };
    });
  }

  async more(): Promise<void> {
    await this.fetch(async () => {
      const page = await this.saved.page(this.which, this.cursor);
      return { entries: [...this.entries.peek(), ...page.items], cursor: page.next_cursor ?? undefined };
    });
  }

  private async fetch(work: () => Promise<{ entries: Saved[]; cursor: string | undefined }>): Promise<void> {
    this.turn += 1;
    const { turn } = this;
    try {
      const { entries, cursor } = await work();
      if (turn !== this.turn) return;
      this.entries.value = entries;
      this.cursor = cursor;
      this.hasMore.value = cursor !== undefined;
      this.state.value = "here";
      this.error.value = "";
    } catch (refusal) {
      if (turn !== this.turn) return;
      this.state.value = "failed";
      this.error.value = sentence(refusal);
    }
  }
}
