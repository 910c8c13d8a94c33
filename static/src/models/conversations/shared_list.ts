import { computed, type ReadonlySignal, signal } from "@preact/signals-core";
import type { Calls } from "../../connection/calls";
import { isPassing, Refused } from "../../connection/errors";
import type { Page } from "../../protocol/wire";
import type { Shared, SharedList } from "../api";

const PAGE = 60;

/** A list of the server, page by page. */
export class OpenSharedList<Item> implements SharedList<Item> {
  readonly items = signal<readonly Item[]>([]);
  readonly loading = signal(false);
  readonly error = signal<string | null>(null);
  readonly hasMore: ReadonlySignal<boolean>;
  private readonly cursor = signal<string | undefined | null>(undefined);

  constructor(private readonly ask: (cursor: string | undefined) => Promise<Page<Item>>) {
    this.hasMore = computed(() => this.cursor.value !== null);
  }

  async loadMore(): Promise<void> {
    const cursor = this.cursor.peek();
    if (this.loading.peek() || cursor === null) return;
    this.loading.value = true;
    this.error.value = null;
    try {
      // An empty page with a cursor: the server searched many messages without a match.
      let page = await this.ask(cursor);
      while (page.items.length === 0 && page.next_cursor) page = await this.ask(page.next_cursor);
      this.items.value = [...this.items.peek(), ...page.items];
      this.cursor.value = page.next_cursor ?? null;
    } catch (error) {
      if (!isPassing(error) && !(error instanceof Refused)) throw error;
      this.error.value = (error as Error).message;
    } finally {
      this.loading.value = false;
    }
  }
}

/** See `Shared` in api.ts. */
export function sharedBy(calls: Calls): Shared {
  return {
    files: (id, kind, search = "") =>
      new OpenSharedList((cursor) => calls.sharedFiles(id, kind, { search, cursor, limit: PAGE })),
    links: (id, search = "") =>
      new OpenSharedList((cursor) => calls.sharedLinks(id, { search, cursor, limit: PAGE })),
  };
}
