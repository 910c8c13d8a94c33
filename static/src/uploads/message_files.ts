import type { Calls } from "../connection/calls";
import { Refused } from "../connection/errors";
import type { Files, MessageRow, Shown, Voice } from "../models/api";
import type { Outbox } from "../models/messages/outbox";
import type { SendTask } from "../models/messages/task";
import type { ConversationId } from "../protocol/wire";
import type { Uploads } from "./uploads";
import { verdictOn } from "./verdict";

const LOST = "Its file is not in this browser any more. Attach it again.";

/** See `Files` in api.ts: uploads, and the messages in the outbox that wait for them. */
export class MessageFiles implements Files {
  constructor(
    private readonly calls: Calls,
    private readonly uploads: Uploads,
    private readonly outbox: Outbox,
  ) {}

  attached(conversation: ConversationId): Shown[] {
    return this.uploads.attached(conversation);
  }

  attach(conversation: ConversationId, files: readonly File[], voice: Voice | null = null): void {
    this.uploads.attach(conversation, files, voice);
  }

  detach(conversation: ConversationId, id: string): void {
    this.uploads.detach(conversation, id);
  }

  underway(): Shown[] {
    return this.uploads.underway();
  }

  of({ outgoing, message }: MessageRow): Shown[] {
    if (outgoing) return this.uploads.ofTask(outgoing.files);
    return message?.attachments.map((attachment) => this.uploads.over(attachment)) ?? [];
  }

  /** Takes up what earlier pages left, and the messages that wait for it. */
  load(): Promise<void> {
    return this.uploads.load((id) => {
      for (const task of this.outbox.waitingFor(id)) void this.settle(task);
    });
  }

  /** Tells the outbox what the server calls the files of a message, as soon as all have a slot. */
  async settle(task: SendTask): Promise<void> {
    const files = task.files ?? [];
    const slots = files.map(
      (id, at) => this.uploads.again(id)?.slot ?? (task.input.attachments?.[at] || null),
    );
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
          files.filter((id) => this.uploads.get(id)?.progress.peek().phase === "failed"),
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
      const upload = this.uploads.get(id);
      upload?.refuse(refusal);
      words.push(upload?.cargo.file.name ? `${upload.cargo.file.name}: ${refusal}` : refusal);
      refused.push(id);
    }
    this.outbox.fail(task.id, words.join(" ") || reason, refused);
  }

  cancel(id: string): void {
    for (const task of this.outbox.waitingFor(id)) this.outbox.fail(task.id, "You stopped its file.", [id]);
    this.uploads.giveUp(id);
  }

  retry(id: string): void {
    this.uploads.again(id);
    for (const task of this.outbox.waitingFor(id)) {
      this.outbox.retry(task.id);
      void this.settle(task);
    }
  }
}
