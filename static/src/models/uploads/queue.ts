import { signal } from "@preact/signals-core";
import type { Calls } from "../../connection/calls";
import type { World } from "../../connection/world";
import type { KeptFile } from "../browser/disk";
import type { SafeDisk } from "../browser/safe_disk";
import { look } from "./looking";
import { localOf } from "./showing";
import { Turns } from "./turns";
import { type Cargo, Upload } from "./upload";
import { verdictOn } from "./verdict";

const FILES_AT_ONCE = 3;
/** Larger files are not stored in the browser, so a reload loses them. */
const MOST_KEPT = 100 * 1024 * 1024;
/** The number of completed uploads whose local file is still shown. For older ones the server's file is used. */
const MOST_REMEMBERED = 50;
/** The delay before the first request whether the server accepted a file of a draft. The intervals then grow. */
const FIRST_LOOK_MS = 1_000;
const LONGEST_LOOK_MS = 15_000;

/** The uploads of this page. Each is queued, stored on disk until it is done, and owned by one tab at a time. */
export class UploadQueue {
  /** Incomplete uploads of sent messages. */
  readonly sent = signal<readonly Upload[]>([]);
  private readonly turns = new Turns(FILES_AT_ONCE);
  /** Uploads by this browser's id and, once there is one, by the server's. */
  private readonly known = new Map<string, Upload>();
  /** For each file of a draft, the function that releases this tab's lock on it. */
  private readonly drafted = new Map<string, () => void>();
  /** The ids of completed uploads in this browser, the oldest first. */
  private readonly done: string[] = [];

  constructor(
    private readonly calls: Calls,
    private readonly world: World,
    private readonly disk: () => SafeDisk | null,
  ) {}

  get(id: string): Upload | undefined {
    return this.known.get(id);
  }

  all(): Set<Upload> {
    return new Set(this.known.values());
  }

  begin(cargo: Cargo, slot: string | null, isDrafted = false): Upload {
    const upload = this.create(cargo, slot);
    const released = isDrafted ? this.hold(cargo.id) : null;
    // Start without the lock: no other tab can have a new upload yet. The lock excludes other tabs later.
    const over = this.run(upload, released);
    void this.world.lock(lockOf(cargo.id), NEVER.signal, () => over);
    void this.keep(upload);
    void upload.slot.then(
      () => this.keep(upload),
      () => {},
    );
    return upload;
  }

  /** Resumes the uploads of earlier pages, except those that another tab has locked. */
  async takeUp(onTaken: (upload: Upload, isDrafted: boolean) => void): Promise<void> {
    const kept = (await this.disk()?.files()) ?? [];
    const taken = kept.map(({ id }) =>
      this.world.lock(lockOf(id), NEVER.signal, () => this.takeUpOne(id, onTaken)),
    );
    await Promise.all(taken);
  }

  /** Stores the upload on disk. Called again when it has a slot and when its message is sent. */
  async keep(upload: Upload): Promise<void> {
    const { id, conversation, file, voice } = upload.cargo;
    const isWanted = (): boolean => this.known.get(id) === upload && (this.drafted.has(id) || !upload.isOver);
    if (file.size > MOST_KEPT || !isWanted()) return;
    const is_drafted = this.drafted.has(id);
    await this.disk()?.putFile({ id, conversation, file, voice, slot: upload.begun, is_drafted });
    if (!isWanted()) await this.disk()?.dropFile(id);
  }

  /** Returns the file to the draft. */
  putBack(upload: Upload): void {
    this.drafted.set(upload.cargo.id, () => {});
    void this.keep(upload);
  }

  /** Marks the file as no longer part of a draft. */
  release(id: string): void {
    this.drafted.get(id)?.();
    this.drafted.delete(id);
  }

  /** Removes the file from the draft. */
  drop(id: string): void {
    this.forget(id);
    this.release(id);
    void this.disk()?.dropFile(id);
  }

  /** Ends the upload. A failed one remains visible until it is dismissed. */
  lose(id: string, stays = false): void {
    void this.disk()?.dropFile(id);
    if (stays) return;
    this.sent.value = this.sent.peek().filter(({ cargo }) => cargo.id !== id);
    this.done.push(id);
    if (this.done.length > MOST_REMEMBERED) this.forget(this.done.shift()!);
  }

  /** Stops because the page is closing; another page can resume. */
  stop(): void {
    for (const upload of this.known.values()) upload.stop();
    for (const id of [...this.drafted.keys()]) this.release(id);
  }

  clear(): void {
    this.stop();
    this.sent.value = [];
    for (const { cargo } of this.all()) this.forget(cargo.id);
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

  private hold(id: string): Promise<void> {
    return new Promise((resolve) => this.drafted.set(id, resolve));
  }

  private async run(upload: Upload, released: Promise<void> | null): Promise<void> {
    await this.turns.run(() => upload.run());
    if (released) void this.follow(upload);
    await released;
    if (upload.isOver) this.lose(upload.cargo.id, upload.progress.peek().phase === "failed");
  }

  /** Follows the server's check of a file of a draft, so that a refusal shows before the message is sent. */
  private async follow(upload: Upload): Promise<void> {
    const isBeside = (): boolean =>
      this.drafted.has(upload.cargo.id) && upload.progress.peek().phase === "done";
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

  /** Resumes one upload, unless another tab has finished it and removed it from disk. */
  private async takeUpOne(id: string, onTaken: (upload: Upload, isDrafted: boolean) => void): Promise<void> {
    const kept: KeptFile | undefined = await this.disk()?.file(id);
    if (!kept || this.known.has(id)) return;
    const { conversation, file, voice, slot, is_drafted } = kept;
    const upload = this.create({ id, conversation, file, voice, look: look(file) }, slot);
    onTaken(upload, is_drafted);
    await this.run(upload, is_drafted ? this.hold(id) : null);
  }

  private forget(id: string): void {
    const upload = this.known.get(id);
    for (const [key, each] of this.known) if (each === upload) this.known.delete(key);
    if (upload) localOf.forget(upload.cargo.file);
  }
}

/** Never aborted: these locks are held until the work ends or the page is closed. */
const NEVER = new AbortController();

function lockOf(id: string): string {
  return `parlance-upload-${id}`;
}
