import { type Signal, signal } from "@preact/signals-core";
import type { Calls } from "../connection/calls";
import { Refused } from "../connection/errors";
import type { World } from "../connection/world";
import { lazily } from "../helpers/lazily";
import type { Shown, Voice } from "../models/attachments";
import type { Outbox } from "../models/outbox";
import type { SafeDisk } from "../models/safe_disk";
import type { SendTask } from "../models/task";
import type { Attachment, ConversationId } from "../protocol/wire";
import { look } from "./looking";
import { localOf, shownOf } from "./showing";
import { Turns } from "./turns";
import { type Cargo, Upload } from "./upload";
import { verdictOn } from "./verdict";

const FILES_AT_ONCE = 3;
/** Larger files are not kept in the browser against a reload. */
const MOST_KEPT = 100 * 1024 * 1024;
/** So many that are done are still shown from here; of older ones the server's are as good. */
const MOST_REMEMBERED = 50;
/** How often the server is asked what it thinks of a file beside a text: this long after it arrived, then ever more rarely. */
const FIRST_LOOK_MS = 1_000;
const LONGEST_LOOK_MS = 15_000;
const LOST = "Its file is not in this browser any more. Attach it again.";

/** Files on their way to the server: those beside the text that is being written, and those that were sent. */
export class Uploads {
  private readonly drafted = new Map<ConversationId, Signal<readonly Upload[]>>();
  private readonly sent = signal<readonly Upload[]>([]);
  private readonly turns = new Turns(FILES_AT_ONCE);
  /** By this browser's id and, once there is one, by the server's. */
  private readonly known = new Map<string, Upload>();
  /** Those beside a text, by this browser's ids: what lets go of them. This tab keeps them from others until then. */
  private readonly beside = new Map<string, () => void>();
  /** Those that are done, by this browser's ids, the oldest first. */
  private readonly done: string[] = [];

  constructor(
    private readonly calls: Calls,
    private readonly world: World,
    private readonly outbox: Outbox,
    private readonly disk: () => SafeDisk | null,
  ) {}

  /** (reactive) Beside the text that is being written. */
  attached(conversation: ConversationId): Shown[] {
    return this.draft(conversation).value.map(shownOf);
  }

  /** (reactive) Those of sent messages that are not there yet. */
  underway(): Shown[] {
    return this.sent.value.map(shownOf);
  }

  /** Whether leaving the page would break something off. */
  get isBusy(): boolean {
    const drafted = [...this.drafted.values()].flatMap((each) => each.peek());
    return [...drafted, ...this.sent.peek()].some((upload) => !upload.isOver);
  }

  /** Where files are beside the text. */
  written(): ConversationId[] {
    return [...this.drafted].filter(([, uploads]) => uploads.peek().length).map(([id]) => id);
  }

  attach(conversation: ConversationId, files: readonly File[], voice: Voice | null = null): void {
    const uploads = files.map((file) => {
      const cargo = { id: this.world.uuid(), conversation, file, look: look(file), voice };
      return this.begin(cargo, null, true);
    });
    const draft = this.draft(conversation);
    draft.value = [...draft.peek(), ...uploads];
  }

  detach(conversation: ConversationId, id: string): void {
    const draft = this.draft(conversation);
    void this.known.get(id)?.cancel();
    draft.value = draft.peek().filter(({ cargo }) => cargo.id !== id);
    this.forget(id);
    this.release(id);
    void this.disk()?.dropFile(id);
  }

  /** What is beside the text goes with the message: their ids. What was refused stays where it is. */
  take(conversation: ConversationId): string[] {
    const draft = this.draft(conversation);
    const hasFailed = ({ progress }: Upload): boolean => progress.peek().phase === "failed";
    const uploads = draft.peek().filter((upload) => !hasFailed(upload));
    draft.value = draft.peek().filter(hasFailed);
    this.sent.value = [...this.sent.peek(), ...uploads.filter((upload) => !upload.isOver)];
    for (const upload of uploads) {
      this.release(upload.cargo.id);
      void this.keep(upload);
    }
    return uploads.map(({ cargo }) => cargo.id);
  }

  /** A message is not to be sent after all: its files are beside the text again. False: not all are in this page. */
  giveBack(conversation: ConversationId, files: readonly string[]): boolean {
    const uploads = files.flatMap((id) => this.known.get(id) ?? []);
    this.sent.value = this.sent.peek().filter((upload) => !uploads.includes(upload));
    for (const upload of uploads) {
      this.beside.set(upload.cargo.id, () => {});
      void this.keep(upload);
    }
    const draft = this.draft(conversation);
    draft.value = [...draft.peek(), ...uploads];
    return uploads.length === files.length;
  }

  /** Tells the outbox what the server calls the files of a message, as soon as all have a slot. */
  async settle(task: SendTask): Promise<void> {
    const files = task.files ?? [];
    const slots = files.map((id, at) => this.again(id)?.slot ?? (task.input.attachments?.[at] || null));
    const lost = files.filter((_, at) => slots[at] === null);
    if (lost.length) return this.outbox.fail(task.id, LOST, lost);
    try {
      this.outbox.settle(task.id, (await Promise.all(slots)) as string[]);
    } catch (error) {
      // Else the page ends, or the file was taken back.
      if (error instanceof Refused && this.outbox.find(task.id))
        this.outbox.fail(
          task.id,
          error.message,
          files.filter((id) => this.known.get(id)?.progress.peek().phase === "failed"),
        );
    }
  }

  /** A message was refused. Where its files are why, it says which, and can go without them. */
  async refused(task: SendTask, reason: string): Promise<void> {
    const words: string[] = [];
    const refused: string[] = [];
    for (const [at, slot] of (task.input.attachments ?? []).entries()) {
      const { refusal } = await verdictOn(slot, this.calls);
      if (!refusal) continue;
      const id = task.files?.[at] ?? "";
      const upload = this.known.get(id);
      upload?.refuse(refusal);
      words.push(upload?.cargo.file.name ? `${upload.cargo.file.name}: ${refusal}` : refusal);
      refused.push(id);
    }
    this.outbox.fail(task.id, words.join(" ") || reason, refused);
  }

  /** Takes up what an earlier page left. Another tab that is at it keeps it. */
  async load(): Promise<void> {
    const kept = (await this.disk()?.files()) ?? [];
    const taken = kept.map((each) =>
      this.world.lock(lockOf(each.id), NEVER.signal, () => this.takeUp(each.id)),
    );
    await Promise.all(taken);
  }

  /** Puts what is under way on a disk that may have lost it. */
  save(): void {
    for (const upload of new Set(this.known.values())) void this.keep(upload);
  }

  /** Gives a file of a sent message up. A message that waits for it waits no longer. */
  cancel(id: string): void {
    void this.known.get(id)?.cancel();
    for (const task of this.outbox.waitingFor(id)) this.outbox.fail(task.id, "You stopped its file.", [id]);
    this.lose(id);
  }

  /** A file of a sent message that failed, once more; and the message, where it waits for that. */
  retry(id: string): void {
    this.again(id);
    for (const task of this.outbox.waitingFor(id)) {
      this.outbox.retry(task.id);
      void this.settle(task);
    }
  }

  /** (reactive) Those of an unsent message. */
  ofTask(files: readonly string[]): Shown[] {
    return files.flatMap((id) => {
      const upload = this.known.get(id);
      return upload ? [shownOf(upload)] : [];
    });
  }

  /** (reactive) One of a message, with what this browser knows of it besides. */
  over(attachment: Attachment): Shown {
    const upload = this.known.get(attachment.id);
    if (!upload || attachment.state === "rejected") return attachment;
    const { progress, error, local } = shownOf(upload);
    return {
      ...(attachment.state === "pending" ? upload.cargo.voice : null),
      ...attachment,
      ...(local ? { local } : {}),
      ...(attachment.state === "pending"
        ? { ...(progress === undefined ? {} : { progress }), ...(error ? { error } : {}) }
        : {}),
    };
  }

  /** The page ends; another one may go on. */
  stop(): void {
    for (const upload of this.known.values()) upload.stop();
    for (const id of [...this.beside.keys()]) this.release(id);
  }

  clear(): void {
    this.stop();
    for (const draft of this.drafted.values()) draft.value = [];
    this.sent.value = [];
    for (const { cargo } of [...this.known.values()]) this.forget(cargo.id);
  }

  private draft(conversation: ConversationId): Signal<readonly Upload[]> {
    return lazily(this.drafted, conversation, () => signal<readonly Upload[]>([]));
  }

  /** One that was refused is tried anew. */
  private again(id: string): Upload | undefined {
    const upload = this.known.get(id);
    if (upload?.progress.peek().phase !== "failed") return upload;
    const anew = this.begin(upload.cargo, upload.begun);
    this.sent.value = [...this.sent.peek().filter((each) => each !== upload), anew];
    return anew;
  }

  private begin(cargo: Cargo, slot: string | null, isDrafted = false): Upload {
    const upload = this.create(cargo, slot);
    const released = isDrafted ? this.hold(cargo.id) : null;
    // Nobody else knows of it yet: it need not wait for the lock, which keeps other tabs from it later.
    const over = this.run(upload, released);
    void this.world.lock(lockOf(cargo.id), NEVER.signal, () => over);
    void this.keep(upload);
    void upload.slot.then(
      () => this.keep(upload),
      () => {},
    );
    return upload;
  }

  private hold(id: string): Promise<void> {
    return new Promise((resolve) => this.beside.set(id, resolve));
  }

  private release(id: string): void {
    this.beside.get(id)?.();
    this.beside.delete(id);
  }

  private create(cargo: Cargo, slot: string | null): Upload {
    const upload = new Upload(cargo, this.calls, this.world, slot);
    this.known.set(cargo.id, upload);
    void upload.slot.then(
      (id) => this.known.set(id, upload),
      () => {},
    );
    return upload;
  }

  private async run(upload: Upload, released: Promise<void> | null): Promise<void> {
    await this.turns.run(() => upload.run());
    if (released) void this.follow(upload);
    await released;
    if (upload.isOver) this.lose(upload.cargo.id, upload.progress.peek().phase === "failed");
  }

  /** The server may refuse a file while its text is still being written: that is said there. */
  private async follow(upload: Upload): Promise<void> {
    const isBeside = (): boolean =>
      this.beside.has(upload.cargo.id) && upload.progress.peek().phase === "done";
    for (let wait = FIRST_LOOK_MS; isBeside(); wait = Math.min(2 * wait, LONGEST_LOOK_MS)) {
      await new Promise<void>((resolve) => this.world.clock.after(wait, resolve));
      if (!isBeside()) return;
      const { isFinal, refusal } = await verdictOn(upload.begun!, this.calls);
      if (refusal && isBeside()) {
        upload.refuse(refusal);
        void this.keep(upload);
      }
      if (isFinal) return;
    }
  }

  /** What an earlier page kept goes on; what meanwhile another tab finished is not on disk any more. */
  private async takeUp(id: string): Promise<void> {
    const kept = await this.disk()?.file(id);
    if (!kept || this.known.has(id)) return;
    const { conversation, file, voice, slot, is_drafted } = kept;
    const upload = this.create({ id, conversation, file, voice, look: look(file) }, slot);
    const place = is_drafted ? this.draft(conversation) : this.sent;
    place.value = [...place.peek(), upload];
    for (const task of this.outbox.waitingFor(id)) void this.settle(task);
    await this.run(upload, is_drafted ? this.hold(id) : null);
  }

  /** On disk, as it stands: written once more when it has a slot, and when its message is sent. */
  private async keep(upload: Upload): Promise<void> {
    const { id, conversation, file, voice } = upload.cargo;
    const isWanted = (): boolean => this.known.get(id) === upload && (this.beside.has(id) || !upload.isOver);
    if (file.size > MOST_KEPT || !isWanted()) return;
    const is_drafted = this.beside.has(id);
    await this.disk()?.putFile({ id, conversation, file, voice, slot: upload.begun, is_drafted });
    if (!isWanted()) await this.disk()?.dropFile(id);
  }

  /** No longer under way. What failed stays to be seen until it is dismissed. */
  private lose(id: string, stays = false): void {
    void this.disk()?.dropFile(id);
    if (stays) return;
    this.sent.value = this.sent.peek().filter(({ cargo }) => cargo.id !== id);
    this.done.push(id);
    if (this.done.length > MOST_REMEMBERED) this.forget(this.done.shift()!);
  }

  private forget(id: string): void {
    const upload = this.known.get(id);
    for (const [key, each] of this.known) if (each === upload) this.known.delete(key);
    if (upload) localOf.forget(upload.cargo.file);
  }
}

/** These locks are held until the work ends, or the page does. */
const NEVER = new AbortController();

function lockOf(id: string): string {
  return `parlance-upload-${id}`;
}
