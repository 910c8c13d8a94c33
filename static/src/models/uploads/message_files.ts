import type { Calls } from "../../connection/calls";
import { Refused } from "../../connection/errors";
import type { World } from "../../connection/world";
import type { Files, MessageRow, ShownFile } from "../api";
import type { SafeDisk } from "../browser/safe_disk";
import type { Outbox } from "../messages/outbox";
import type { SendTask } from "../messages/task";
import { Uploads } from "./uploads";
import { verdictOn } from "./verdict";

const LOST = "Its file is not in this browser any more. Attach it again.";

/** See `Files` in api.ts. Connects uploads to the messages in the outbox that wait for them. */
export class MessageFiles extends Uploads implements Files {
  constructor(
    private readonly calls: Calls,
    world: World,
    private readonly outbox: Outbox,
    disk: () => SafeDisk | null,
  ) {
    super(calls, world, disk);
  }

  of({ outgoing, message }: MessageRow): ShownFile[] {
    if (outgoing) return this.ofTask(outgoing.files);
    return message?.attachments.map((attachment) => this.over(attachment)) ?? [];
  }

  /** Resumes the uploads of earlier pages, and the messages that wait for them. */
  load(): Promise<void> {
    return this.takeUp((id) => {
      for (const task of this.outbox.waitingFor(id)) void this.settle(task);
    });
  }

  /** Passes the server's ids for the files of a message to the outbox, once all have a slot. */
  async settle(task: SendTask): Promise<void> {
    const files = task.files ?? [];
    const slots = files.map((id, at) => this.again(id)?.slot ?? (task.input.attachments?.[at] || null));
    const lost = files.filter((_, at) => slots[at] === null);
    if (lost.length) return this.outbox.fail(task.id, LOST, lost);
    try {
      this.outbox.settle(task.id, (await Promise.all(slots)) as string[]);
    } catch (error) {
      // Otherwise the page is closing, or the file was removed.
      if (error instanceof Refused && this.outbox.find(task.id))
        this.outbox.fail(
          task.id,
          error.message,
          files.filter((id) => this.get(id)?.progress.peek().phase === "failed"),
        );
    }
  }

  /** Records why a message was refused. If files are the reason, it can be sent without them. */
  async refused(task: SendTask, reason: string): Promise<void> {
    const words: string[] = [];
    const refused: string[] = [];
    for (const [at, slot] of (task.input.attachments ?? []).entries()) {
      const { refusal } = await verdictOn(slot, this.calls);
      if (!refusal) continue;
      const id = task.files?.[at] ?? "";
      const upload = this.get(id);
      upload?.refuse(refusal);
      words.push(upload?.cargo.file.name ? `${upload.cargo.file.name}: ${refusal}` : refusal);
      refused.push(id);
    }
    this.outbox.fail(task.id, words.join(" ") || reason, refused);
  }

  cancel(id: string): void {
    for (const task of this.outbox.waitingFor(id)) this.outbox.fail(task.id, "You stopped its upload.", [id]);
    this.giveUp(id);
  }

  retry(id: string): void {
    this.again(id);
    for (const task of this.outbox.waitingFor(id)) {
      this.outbox.retry(task.id);
      void this.settle(task);
    }
  }
}
