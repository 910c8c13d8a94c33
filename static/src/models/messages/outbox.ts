import { computed, type ReadonlySignal, signal } from "@preact/signals-core";
import { Refused } from "../../connection/errors";
import type { Commands, ConversationId } from "../../protocol/wire";
import type { SafeDisk } from "../browser/safe_disk";
import type { Tabs } from "../browser/tabs";
import { isSend, type Order, type SendTask, seqOf, type Task } from "./task";

const MOST_TASKS = 500;

/** The unsent commands: in memory for the screen, on disk to survive reloads, and synchronized between tabs. */
export class Outbox {
  private readonly all = signal<readonly Task[]>([]);
  private readonly byConversation: ReadonlySignal<ReadonlyMap<ConversationId, readonly Task[]>>;
  /** The number of messages that wait to be sent. */
  readonly waiting: ReadonlySignal<number>;
  private lastPlace = 0;

  constructor(
    private readonly tabs: Tabs,
    private readonly now: () => number,
    private readonly uuid: () => string,
    private readonly disk: () => SafeDisk | null,
  ) {
    this.waiting = computed(
      () => this.all.value.filter(isSend).filter(({ state }) => state === "waiting").length,
    );
    this.byConversation = computed(() => grouped(this.all.value));
    tabs.on("task", (task) => this.keep(task));
    tabs.on("task-done", (id) => this.lose(id));
  }

  get tasks(): ReadonlySignal<readonly Task[]> {
    return this.all;
  }

  /** (reactive) */
  of(id: ConversationId): readonly Task[] {
    return this.byConversation.value.get(id) ?? [];
  }

  find(id: string): Task | undefined {
    return this.all.peek().find((task) => task.id === id);
  }

  /** Loads the tasks that are on disk. */
  async load(): Promise<void> {
    for (const task of (await this.disk()?.tasks()) ?? []) if (!this.find(task.id)) this.keep(task);
  }

  /** Writes to disk the tasks from before it was opened. */
  async save(): Promise<void> {
    const unsaved = this.all.peek().filter(({ state }) => state !== "acknowledged");
    await Promise.all(unsaved.map((task) => this.disk()?.putTask(task)));
  }

  /** Throws if the outbox is full. */
  ensureRoom(): void {
    const unsent = this.all.peek().filter(({ state }) => state !== "acknowledged");
    if (unsent.length < MOST_TASKS) return;
    throw new Refused({
      code: "outbox_full",
      detail: `${MOST_TASKS} messages and changes wait to be sent. Try again when some of them are sent.`,
    });
  }

  send(input: Omit<Commands["message.send"]["input"], "client_id">, files: readonly string[] = []): string {
    const client_id = this.uuid();
    this.add({ command: "message.send", input: { ...input, client_id } }, client_id, files);
    return client_id;
  }

  /** Stores the server's ids for the files of a message, which can be sent from now on. */
  settle(id: string, attachments: readonly string[]): void {
    const task = this.find(id);
    if (!task || !isSend(task)) return;
    this.change({ ...task, input: { ...task.input, attachments: [...attachments] }, settled: true });
  }

  /** The messages that cannot be sent before the server has an id for this file. */
  waitingFor(file: string): SendTask[] {
    return this.all
      .peek()
      .filter(isSend)
      .filter((task) => !task.settled && task.files?.includes(file));
  }

  add(order: Order, id = this.uuid(), files: readonly string[] = []): void {
    this.giveWay(order);
    this.ensureRoom();
    const place = Math.max(this.now(), this.lastPlace + 1);
    const created_at = new Date(this.now()).toISOString();
    const task: Task = { ...order, id, place, created_at, state: "waiting", reason: null, rev: null };
    this.change(files.length ? { ...task, files } : task);
  }

  /** Retries a task. A message whose files were refused waits for new ids for them. */
  retry(id: string): void {
    const task = this.find(id);
    if (task?.state !== "failed") return;
    const { refused_files, ...rest } = task;
    const again = { ...rest, state: "waiting", reason: null } as Task;
    this.change(refused_files && isSend(again) ? unsettled(again, refused_files) : again);
  }

  /** Sends a message without its refused files. */
  retryWithout(id: string): void {
    const task = this.find(id);
    if (!task || !isSend(task) || task.state !== "failed") return;
    const { refused_files = [], files = [], ...rest } = task;
    const isTaken = (_: string, at: number): boolean => !refused_files.includes(files[at]!);
    const input = { ...task.input, attachments: task.input.attachments?.filter(isTaken) };
    this.change({ ...rest, input, files: files.filter(isTaken), state: "waiting", reason: null });
  }

  fail(id: string, reason: string, refused_files?: readonly string[]): void {
    const task = this.find(id);
    if (!task) return;
    this.change({ ...task, state: "failed", reason, ...(refused_files?.length ? { refused_files } : {}) });
  }

  /** Marks a task as acknowledged. It remains in view until its change arrives. */
  acknowledge(id: string, rev: number): void {
    const task = this.find(id);
    if (!task) return;
    this.keep({ ...task, state: "acknowledged", rev });
    this.tabs.post("task", { ...task, state: "acknowledged", rev });
    void this.disk()?.dropTask(id);
  }

  /** Removes a task that is done or abandoned. */
  drop(id: string): void {
    if (!this.find(id)) return;
    this.lose(id);
    this.tabs.post("task-done", id);
    void this.disk()?.dropTask(id);
  }

  /** Removes acknowledged tasks whose change has arrived. Subscribes to the revs that the others wait for. */
  sweep(revOf: (id: ConversationId) => number | undefined): void {
    const acknowledged = this.all.value.filter((task) => task.state === "acknowledged");
    const done = acknowledged.filter((task) => task.rev! <= (revOf(task.input.conversation) ?? task.rev!));
    if (done.length) this.all.value = this.all.peek().filter((task) => !done.includes(task));
  }

  clear(): void {
    this.all.value = [];
  }

  /** Removes a refused edit when the same message is edited again. */
  private giveWay(order: Order): void {
    const seq = seqOf(order);
    if (seq === undefined) return;
    const isBefore = (task: Task): boolean =>
      task.state === "failed" && task.command === order.command && seqOf(task) === seq;
    const ofSame = this.all.peek().filter(({ input }) => input.conversation === order.input.conversation);
    for (const { id } of ofSame.filter(isBefore)) this.drop(id);
  }

  private change(task: Task): void {
    this.keep(task);
    const notifyTabs = (): void => this.tabs.post("task", task);
    const disk = this.disk();
    if (disk) void disk.putTask(task).finally(notifyTabs);
    else notifyTabs();
  }

  private keep(task: Task): void {
    this.lastPlace = Math.max(this.lastPlace, task.place);
    const others = this.all.peek().filter(({ id }) => id !== task.id);
    this.all.value = [...others, task].sort((a, b) => a.place - b.place || (a.id < b.id ? -1 : 1));
  }

  private lose(id: string): void {
    this.all.value = this.all.peek().filter((task) => task.id !== id);
  }
}

/** A task that waits for new ids for its refused files. */
function unsettled(task: SendTask, refused: readonly string[]): SendTask {
  const { attachments = [] } = task.input;
  const kept = attachments.map((slot, at) => (refused.includes(task.files?.[at] ?? "") ? "" : slot));
  return { ...task, input: { ...task.input, attachments: kept }, settled: false };
}

function grouped(tasks: readonly Task[]): Map<ConversationId, Task[]> {
  const groups = new Map<ConversationId, Task[]>();
  for (const task of tasks) {
    const group = groups.get(task.input.conversation);
    if (group) group.push(task);
    else groups.set(task.input.conversation, [task]);
  }
  return groups;
}
