import type { World } from "../../connection/world";
import type { Unsent } from "../api";
import type { KeptDrafts } from "../messages/drafts";
import type { Outbox } from "../messages/outbox";
import { isWritten, type Task } from "../messages/task";
import type { NoticeList } from "../notices";
import type { MessageFiles } from "../uploads/message_files";
import { Disk } from "./disk";
import { SafeDisk } from "./safe_disk";

const NOTHING_IS_KEPT =
  "This browser cannot store anything at the moment. What you write is kept only while this page is open.";

export interface KeepingContext {
  me: string;
  world: World;
  outbox: Outbox;
  drafts: KeptDrafts;
  files: MessageFiles;
  notices: NoticeList;
}

/** Stores the user's unsent work on this browser's disk, so that it survives reloads. */
export class Keeping {
  /** null until opened. */
  disk: SafeDisk | null = null;

  constructor(private readonly context: KeepingContext) {}

  /** Opens the disk and loads what earlier pages stored. */
  async open(): Promise<void> {
    const { me, world, outbox, drafts, files, notices } = this.context;
    const disk = new SafeDisk(
      (onClosed) => Disk.open(me, onClosed),
      world.clock,
      () => notices.addOnce(NOTHING_IS_KEPT),
      () => void this.save(),
    );
    await disk.open();
    this.disk = disk;
    await Promise.all([drafts.load(), outbox.load(), outbox.save()]);
    void files.load();
  }

  close(): void {
    this.disk?.close();
    this.disk = null;
  }

  unsent(): Unsent {
    const { outbox, drafts, files } = this.context;
    const isUnsent = (task: Task): boolean => task.state !== "acknowledged" && isWritten(task);
    const written = new Set([...drafts.written(), ...files.written()]);
    return { messages: outbox.tasks.peek().filter(isUnsent).length, drafts: written.size };
  }

  /** Whether closing the page would lose unsent work. */
  get isForgetful(): boolean {
    const { messages, drafts } = this.unsent();
    return this.disk?.forgets === true && messages + drafts > 0;
  }

  /** Removes all unsent work from this page. */
  forget(): void {
    this.context.outbox.clear();
    this.context.files.clear();
    this.context.drafts.clear();
  }

  private async save(): Promise<void> {
    this.context.files.save();
    await Promise.all([this.context.drafts.save(), this.context.outbox.save()]);
  }
}
