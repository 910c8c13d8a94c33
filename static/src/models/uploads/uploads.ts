import { type Signal, signal } from "@preact/signals-core";
import type { Calls } from "../../connection/calls";
import type { World } from "../../connection/world";
import { lazily } from "../../helpers/lazily";
import type { Attachment, ConversationId } from "../../protocol/wire";
import type { ShownFile, Voice } from "../api";
import type { SafeDisk } from "../browser/safe_disk";
import { look } from "./looking";
import { UploadQueue } from "./queue";
import { shownOf } from "./showing";
import type { Upload } from "./upload";

/** The uploads of this page: files of drafts, and files of sent messages. */
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

  /** (reactive) The files of the draft. */
  attached(conversation: ConversationId): ShownFile[] {
    return this.draft(conversation).value.map(shownOf);
  }

  /** (reactive) Incomplete files of sent messages. */
  underway(): ShownFile[] {
    return this.queue.sent.value.map(shownOf);
  }

  /** (reactive) The files of an unsent message. */
  ofTask(files: readonly string[]): ShownFile[] {
    return files.flatMap((id) => {
      const upload = this.get(id);
      return upload ? [shownOf(upload)] : [];
    });
  }

  /** (reactive) A file of a message, with the state of its upload in this browser. */
  over(attachment: Attachment): ShownFile {
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

  /** Whether leaving the page would interrupt an upload. */
  get isBusy(): boolean {
    const drafted = [...this.drafted.values()].flatMap((each) => each.peek());
    return [...drafted, ...this.queue.sent.peek()].some((upload) => !upload.isOver);
  }

  /** The conversations whose draft has files. */
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

  /** Moves the files of the draft to a message, and returns their ids. Refused ones stay in the draft. */
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

  /** Returns the files of a withdrawn message to the draft. Returns false if not all are in this page. */
  giveBack(conversation: ConversationId, files: readonly string[]): boolean {
    const uploads = files.flatMap((id) => this.get(id) ?? []);
    const { sent } = this.queue;
    sent.value = sent.peek().filter((upload) => !uploads.includes(upload));
    for (const upload of uploads) this.queue.putBack(upload);
    const draft = this.draft(conversation);
    draft.value = [...draft.peek(), ...uploads];
    return uploads.length === files.length;
  }

  /** Retries a refused upload. */
  protected again(id: string): Upload | undefined {
    const upload = this.get(id);
    if (upload?.progress.peek().phase !== "failed") return upload;
    const retried = this.queue.begin(upload.cargo, upload.begun);
    const { sent } = this.queue;
    sent.value = [...sent.peek().filter((each) => each !== upload), retried];
    return retried;
  }

  /** Cancels a file of a sent message. */
  protected giveUp(id: string): void {
    void this.get(id)?.cancel();
    this.queue.lose(id);
  }

  /** Resumes the uploads of earlier pages; `onTaken` receives the id of each. */
  protected async takeUp(onTaken: (id: string) => void): Promise<void> {
    await this.queue.takeUp((upload, isDrafted) => {
      const { id, conversation } = upload.cargo;
      const place = isDrafted ? this.draft(conversation) : this.queue.sent;
      place.value = [...place.peek(), upload];
      onTaken(id);
    });
  }

  /** Writes running uploads to a disk that may have lost them. */
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
