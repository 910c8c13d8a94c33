import type { Clock } from "../../connection/world";
import type { ConversationId } from "../../protocol/wire";
import type { Draft } from "../api";
import type { Task } from "../messages/task";
import type { Disk, KeptFile } from "./disk";

const PATIENCE_MS = 5_000;

class Late extends Error {}

type Act<Result> = (disk: Disk) => Promise<Result>;

/**
 * A disk whose calls never reject and never exceed a timeout. A connection that the
 * browser closed is opened again. A disk that fails or times out is abandoned, and the data in memory
 * remains. `onTrouble` runs when something could not be stored, `onOpened` when an empty disk may have replaced the
 * previous one.
 */
export class SafeDisk {
  private disk: Disk | null = null;
  private opening: Promise<void> | null = null;
  private isGivenUp = false;

  constructor(
    private readonly openDisk: (onClosed: () => void) => Promise<Disk>,
    private readonly clock: Clock,
    private readonly onTrouble: () => void,
    private readonly onReopened: () => void,
  ) {}

  /** Whether closing the page loses what is written now. */
  get forgets(): boolean {
    return this.isGivenUp;
  }

  async open(): Promise<void> {
    if (!this.opening) {
      this.opening = this.begin().finally(() => {
        this.opening = null;
      });
    }
    await this.opening;
  }

  tasks = (): Promise<Task[]> => this.use((disk) => disk.tasks(), []);
  putTask = (task: Task): Promise<void> => this.use((disk) => disk.putTask(task), undefined);
  dropTask = (id: string): Promise<void> => this.use((disk) => disk.dropTask(id), undefined);
  drafts = (): Promise<[ConversationId, Draft][]> => this.use((disk) => disk.drafts(), []);
  putDraft = (id: ConversationId, draft: Draft | null): Promise<void> =>
    this.use((disk) => disk.putDraft(id, draft), undefined);
  files = (): Promise<KeptFile[]> => this.use((disk) => disk.files(), []);
  file = (id: string): Promise<KeptFile | undefined> => this.use((disk) => disk.file(id), undefined);
  dropFile = (id: string): Promise<void> => this.use((disk) => disk.dropFile(id), undefined);
  wipe = (): Promise<void> => this.use((disk) => disk.wipe(), undefined);

  /** Has no timeout: a large file takes long, and no caller waits for it. */
  putFile = (file: KeptFile): Promise<void> =>
    this.use((disk) => disk.putFile(file), undefined, Number.POSITIVE_INFINITY);

  close(): void {
    this.disk?.close();
    this.disk = null;
    this.isGivenUp = true;
  }

  private async begin(): Promise<void> {
    const opened = this.openDisk(() => void this.reopen());
    try {
      const disk = await this.within(opened, PATIENCE_MS);
      if (this.isGivenUp) disk.close();
      else this.disk = disk;
    } catch (error) {
      this.giveUp(error);
      // A connection that opens after the timeout would block other tabs.
      opened.then((disk) => disk.close()).catch(() => {});
    }
  }

  private async use<Result>(act: Act<Result>, otherwise: Result, patience = PATIENCE_MS): Promise<Result> {
    const { disk } = this;
    if (!disk) return otherwise;
    try {
      return await this.within(act(disk), patience);
    } catch (error) {
      if (isFull(error)) this.onTrouble();
      else if (error instanceof Late) this.giveUp(error);
      else return await this.again(act, otherwise);
      return otherwise;
    }
  }

  private async again<Result>(act: Act<Result>, otherwise: Result): Promise<Result> {
    await this.reopen();
    if (!this.disk) return otherwise;
    try {
      return await this.within(act(this.disk), PATIENCE_MS);
    } catch (error) {
      this.giveUp(error);
      return otherwise;
    }
  }

  /** Opens the disk again after the browser closed or cleared it. */
  private async reopen(): Promise<void> {
    if (this.isGivenUp) return;
    const isFirst = !this.opening;
    this.disk?.close();
    await this.open();
    if (isFirst && this.disk) this.onReopened();
  }

  private giveUp(error: unknown): void {
    if (this.isGivenUp) return;
    console.warn("Cannot store data in this browser:", error);
    this.close();
    this.onTrouble();
  }

  private within<Result>(work: Promise<Result>, ms: number): Promise<Result> {
    if (!Number.isFinite(ms)) return work;
    return new Promise((resolve, reject) => {
      const cancel = this.clock.after(ms, () => reject(new Late("The disk does not respond.")));
      work.then(resolve, reject).finally(cancel);
    });
  }
}

/** The quota is exceeded, which may be temporary. */
function isFull(error: unknown): boolean {
  return error instanceof DOMException && error.name === "QuotaExceededError";
}
