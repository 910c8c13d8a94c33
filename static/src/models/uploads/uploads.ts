import { type Signal, signal } from "@preact/signals-core";
import type { Calls } from "../../connection/calls";
import type { World } from "../../connection/world";
import { lazily } from "../../helpers/lazily";
import type { Attachment, ConversationId } from "../../protocol/wire";
import type { Shown, Voice } from "../api";
import type { SafeDisk } from "../browser/safe_disk";
import { look } from "./looking";
import { UploadQueue } from "./queue";
import { shownOf } from "./showing";
import type { Upload } from "./upload";

/** Files on their way to the server: those beside the text that is being written, and those that were sent. */
export abstract class Uploads {
  private readonly drafted = new Map<ConversationId, Signal<readonly Upload[]>>();
  private readonly queue: UploadQueue;

  constructor(
    calls: Calls,
    private readonly world: World,
    disk: () => SafeDisk | null,
  ) {
    this.queue = new UploadQueue(calls, world, disk);
  }

  protected get(id: string): Upload | undefined {
    return this.queue.get(id);
  }

  /** (reactive) Beside the text that is being written. */
  attached(conversation: ConversationId): Shown[] {
    return this.draft(conversation).value.map(shownOf);
  }

  /** (reactive) Those of sent messages that are not there yet. */
  underway(): Shown[] {
    return this.queue.sent.value.map(shownOf);
  }

  /** (reactive) Those of an unsent message. */
  ofTask(files: readonly string[]): Shown[] {
    return files.flatMap((id) => {
      const upload = this.get(id);
      return upload ? [shownOf(upload)] : [];
    });
  }

  /** (reactive) One of a message, with what this browser knows of it besides. */
  over(attachment: Attachment): Shown {
    const upload = this.get(attachment.id);
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

  /** Whether leaving the page would break something off. */
  get isBusy(): boolean {
    const drafted = [...this.drafted.values()].flatMap((each) => each.peek());
    return [...drafted, ...this.queue.sent.peek()].some((upload) => !upload.isOver);
  }

  /** Where files are beside the text. */
  written(): ConversationId[] {
    return [...this.drafted].filter(([, uploads]) => uploads.peek().length).map(([id]) => id);
  }

  attach(conversation: ConversationId, files: readonly File[], voice: Voice | null = null): void {
    const uploads = files.map((file) => {
      const cargo = { id: this.world.uuid(), conversation, file, look: look(file), voice };
      return this.queue.begin(cargo, null, true);
    });
    const draft = this.draft(conversation);
    draft.value = [...draft.peek(), ...uploads];
  }

  detach(conversation: ConversationId, id: string): void {
    const draft = this.draft(conversation);
    void this.get(id)?.cancel();
    draft.value = draft.peek().filter(({ cargo }) => cargo.id !== id);
    this.queue.drop(id);
  }

  /** What is beside the text goes with the message: their ids. What was refused stays where it is. */
  take(conversation: ConversationId): string[] {
    const draft = this.draft(conversation);
    const hasFailed = ({ progress }: Upload): boolean => progress.peek().phase === "failed";
    const uploads = draft.peek().filter((upload) => !hasFailed(upload));
    draft.value = draft.peek().filter(hasFailed);
    const { sent } = this.queue;
    sent.value = [...sent.peek(), ...uploads.filter((upload) => !upload.isOver)];
    for (const upload of uploads) {
      this.queue.release(upload.cargo.id);
      void this.queue.keep(upload);
    }
    return uploads.map(({ cargo }) => cargo.id);
  }

  /** A message is not to be sent after all: its files are beside the text again. False: not all are in this page. */
  giveBack(conversation: ConversationId, files: readonly string[]): boolean {
    const uploads = files.flatMap((id) => this.get(id) ?? []);
    const { sent } = this.queue;
    sent.value = sent.peek().filter((upload) => !uploads.includes(upload));
    for (const upload of uploads) this.queue.putBack(upload);
    const draft = this.draft(conversation);
    draft.value = [...draft.peek(), ...uploads];
    return uploads.length === files.length;
  }

  /** Tries a refused upload again. */
  protected again(id: string): Upload | undefined {
    const upload = this.get(id);
    if (upload?.progress.peek().phase !== "failed") return upload;
    const anew = this.queue.begin(upload.cargo, upload.begun);
    const { sent } = this.queue;
    sent.value = [...sent.peek().filter((each) => each !== upload), anew];
    return anew;
  }

  /** Gives one of a sent message up. */
  protected giveUp(id: string): void {
    void this.get(id)?.cancel();
    this.queue.lose(id);
  }

  /** Takes up what earlier pages left; `onTaken` gets the id of each. */
  protected async takeUp(onTaken: (id: string) => void): Promise<void> {
    await this.queue.takeUp((upload, isDrafted) => {
      const { id, conversation } = upload.cargo;
      const place = isDrafted ? this.draft(conversation) : this.queue.sent;
      place.value = [...place.peek(), upload];
      onTaken(id);
    });
  }

  /** Puts what is under way on a disk that may have lost it. */
  save(): void {
    for (const upload of this.queue.all()) void this.queue.keep(upload);
  }

  stop(): void {
    this.queue.stop();
  }

  clear(): void {
    for (const draft of this.drafted.values()) draft.value = [];
    this.queue.clear();
  }

  private draft(conversation: ConversationId): Signal<readonly Upload[]> {
    return lazily(this.drafted, conversation, () => signal<readonly Upload[]>([]));
  }
}
