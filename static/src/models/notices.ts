import { type ReadonlySignal, signal } from "@preact/signals-core";
import type { Notice } from "./api";
import type { Task } from "./task";

const MOST = 5;

const WHAT: Record<Task["command"], string> = {
  "message.send": "Not sent.",
  "message.edit": "Not changed.",
  "message.delete": "Not deleted.",
  "reaction.add": "Reaction not added.",
  "reaction.remove": "Reaction not removed.",
};

/** Sentences about what was refused after it had been shown as done. */
export class Notices {
  private readonly list = signal<readonly Notice[]>([]);

  private readonly once = new Set<string>();

  constructor(private readonly uuid: () => string) {}

  get all(): ReadonlySignal<readonly Notice[]> {
    return this.list;
  }

  refused(task: Task, reason: string): void {
    this.say(`${WHAT[task.command]} ${reason}`);
  }

  /** Once for this page, however often it happens. */
  sayOnce(text: string): void {
    if (this.once.has(text)) return;
    this.once.add(text);
    this.say(text);
  }

  say(text: string): void {
    this.list.value = [...this.list.peek(), { id: this.uuid(), text }].slice(-MOST);
  }

  dismiss(id: string): void {
    this.list.value = this.list.peek().filter((notice) => notice.id !== id);
  }
}
