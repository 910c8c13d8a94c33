import { type ReadonlySignal, signal } from "@preact/signals-core";
import type { Notice } from "./api";
import { isSend, type Task } from "./outbox";

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

  constructor(private readonly uuid: () => string) {}

  get all(): ReadonlySignal<readonly Notice[]> {
    return this.list;
  }

  refused(task: Task, reason: string): void {
    // A message says it at its own place.
    if (!isSend(task)) this.say(`${WHAT[task.command]} ${reason}`);
  }

  say(text: string): void {
    this.list.value = [...this.list.peek(), { id: this.uuid(), text }].slice(-MOST);
  }

  dismiss(id: string): void {
    this.list.value = this.list.peek().filter((notice) => notice.id !== id);
  }
}
