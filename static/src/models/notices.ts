import { type ReadonlySignal, signal } from "@preact/signals-core";
import type { Notice, Notices } from "./api";

const MOST = 5;

/** See `Notices` in api.ts. */
export class NoticeList implements Notices {
  private readonly list = signal<readonly Notice[]>([]);

  private readonly once = new Set<string>();

  constructor(private readonly uuid: () => string) {}

  get all(): ReadonlySignal<readonly Notice[]> {
    return this.list;
  }

  /** Shows the text at most once in this page. */
  addOnce(text: string): void {
    if (this.once.has(text)) return;
    this.once.add(text);
    this.add(text);
  }

  add(text: string): void {
    this.list.value = [...this.list.peek(), { id: this.uuid(), text }].slice(-MOST);
  }

  dismiss(id: string): void {
    this.list.value = this.list.peek().filter((notice) => notice.id !== id);
  }
}
