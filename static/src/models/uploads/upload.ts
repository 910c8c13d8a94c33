import { type Signal, signal } from "@preact/signals-core";
import type { Calls } from "../../connection/calls";
import { isPassing, Refused, retryAfter, Unreachable } from "../../connection/errors";
import type { World } from "../../connection/world";
import type { ConversationId, PartRequest, Upload as Slot } from "../../protocol/wire";
import type { Voice } from "../api";
import type { Look } from "./looking";
import { bytesOf, lacking, type Part, partAt } from "./parts";
import { Turns } from "./turns";

const PARTS_AT_ONCE = 3;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;
const SIGNED_AT_ONCE = 10;

export type Phase = "waiting" | "sending" | "held up" | "done" | "failed";

export interface Progress {
  phase: Phase;
  /** 0 to 1. */
  share: number;
  /** The reason of the failure, as a sentence for the user. */
  reason: string | null;
}

/** One file to upload. `id` is this browser's; the slot has the server's. */
export interface Cargo {
  id: string;
  conversation: ConversationId;
  file: File;
  /** null: shown as a plain file. */
  look: Promise<Look | null>;
  voice: Voice | null;
}

/** The resumable upload of one file: reserves a slot, sends the parts in any order, and completes it. */
export class Upload {
  readonly progress: Signal<Progress> = signal({ phase: "waiting", share: 0, reason: null });
  /** The server's id, once there is a slot. Rejects if there will be none. */
  readonly slot: Promise<string>;
  private readonly stopped = new AbortController();
  private readonly flying = new Map<number, number>();
  private readonly parts = new Turns(PARTS_AT_ONCE);
  private cut: Slot | null = null;
  private arrived = 0;
  private failures = 0;
  private readonly settleSlot: { resolve: (id: string) => void; reject: (reason: unknown) => void };

  constructor(
    readonly cargo: Cargo,
    private readonly calls: Calls,
    private readonly world: World,
    /** The slot from an earlier attempt. */
    private known: string | null = null,
  ) {
    let settleSlot!: Upload["settleSlot"];
    this.slot = new Promise((resolve, reject) => {
      settleSlot = { resolve, reject };
    });
    // Sending a message awaits it; without one, its rejection must not count as unhandled.
    this.slot.catch(() => {});
    this.settleSlot = settleSlot;
    if (known) settleSlot.resolve(known);
  }

  /** Resolves once the file is uploaded, refused or cancelled; never rejects. */
  async run(): Promise<void> {
    const digest = this.world.digest(this.cargo.file, this.stopped.signal);
    digest.catch((error) => this.unreadable(error));
    while (!this.stopped.signal.aborted) {
      try {
        await this.once(digest);
        return this.become("done");
      } catch (error) {
        if (this.stopped.signal.aborted) return;
        if (!isPassing(error)) return this.fail(error);
        await this.rest(error);
      }
    }
  }

  /** Stops the upload in this page. */
  stop(): void {
    this.stopped.abort();
    this.settleSlot.reject(new Unreachable());
  }

  /** Cancels the upload, and deletes it on the server. */
  async cancel(): Promise<void> {
    this.stop();
    if (this.known) await this.calls.cancelUpload(this.known).catch(() => {});
  }

  /** The server's id, if a retry can resume with it. */
  get begun(): string | null {
    return this.known;
  }

  get isOver(): boolean {
    const { phase } = this.progress.peek();
    return phase === "done" || phase === "failed";
  }

  /** Records that the server refused the uploaded file. A retry starts from the beginning. */
  refuse(reason: string): void {
    this.stopped.abort();
    this.known = null;
    this.progress.value = { phase: "failed", share: 0, reason };
  }

  private async once(digest: Promise<string>): Promise<void> {
    this.cut = await this.begin();
    this.known = this.cut.id;
    this.settleSlot.resolve(this.cut.id);
    if (this.cut.state !== "uploading") return;
    const left = lacking(this.cut, this.cut.received);
    this.arrived = this.cut.size - bytesOf(left);
    this.become("sending");
    for (let at = 0; at < left.length; at += SIGNED_AT_ONCE)
      await this.carry(left.slice(at, at + SIGNED_AT_ONCE));
    await this.calls.completeUpload(this.cut.id, await digest);
  }

  private async begin(): Promise<Slot> {
    if (this.known) return await this.calls.upload(this.known);
    const { conversation, file, look, voice } = this.cargo;
    const { name, size, type } = file;
    const dimensions = await look;
    return await this.calls.startUpload(conversation, {
      name: name || "file",
      size,
      ...(type ? { type: type.split(";")[0]! } : {}),
      ...(voice ? { is_voice: true, duration_ms: voice.duration_ms } : dimensions),
    });
  }

  private async carry(parts: readonly Part[]): Promise<void> {
    const { parts: requests } = await this.calls.signParts(
      this.cut!.id,
      parts.map(({ number }) => number),
    );
    const sent = requests.map((request) => this.parts.run(() => this.put(request)));
    // Wait for all parts before reporting a failure: progress of those in flight would count twice.
    const ended = await Promise.allSettled(sent);
    for (const each of ended) if (each.status === "rejected") throw each.reason;
  }

  private async put({ number, url, headers }: PartRequest): Promise<void> {
    const { from, to } = partAt(this.cut!, number);
    const body = this.cargo.file.slice(from, to);
    const onProgress = (bytes: number): void => {
      this.flying.set(number, bytes);
      this.become("sending");
    };
    try {
      const status = await this.world.put({ url, headers, body, onProgress, signal: this.stopped.signal });
      if (status < 200 || status > 299) throw refusal(status);
      this.arrived += to - from;
      this.failures = 0;
    } finally {
      this.flying.delete(number);
    }
  }

  private async rest(error: unknown): Promise<void> {
    this.become("held up");
    const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.failures++);
    const wait = retryAfter(error, longest * (0.5 + this.world.random() / 2));
    await new Promise<void>((resolve) => {
      const done = (): void => {
        cancel();
        unwatch();
        this.stopped.signal.removeEventListener("abort", done);
        resolve();
      };
      const cancel = this.world.clock.after(wait, done);
      // Do not wait out the pause when the network comes back.
      const unwatch = this.world.attention.onChange(() => this.world.attention.online() && done());
      this.stopped.signal.addEventListener("abort", done);
    });
  }

  private become(phase: Phase): void {
    // Ignore progress that arrives after the upload was cancelled.
    if (this.stopped.signal.aborted) return;
    const flying = [...this.flying.values()].reduce((sum, bytes) => sum + bytes, 0);
    const share =
      phase === "done" ? 1 : Math.min(1, (this.arrived + flying) / Math.max(1, this.cargo.file.size));
    this.progress.value = { phase, share, reason: null };
  }

  /** Handles a file that was moved or changed since it was chosen, which a retry cannot fix. */
  private unreadable(error: unknown): void {
    if (this.stopped.signal.aborted) return;
    this.fail(error);
    this.stopped.abort();
  }

  private fail(error: unknown): void {
    const reason = error instanceof Refused ? error.message : "It could not be read. Choose it again.";
    if (error instanceof Refused && error.code === "not_found") this.known = null;
    this.progress.value = { phase: "failed", share: 0, reason };
    this.settleSlot.reject(
      error instanceof Refused ? error : new Refused({ code: "invalid", detail: reason }),
    );
  }
}

/** An upload that the store refuses is retried with a new address, because the old one may have expired. */
function refusal(status: number): Error {
  return new Refused({ code: status === 404 ? "not_found" : "unavailable", detail: "" });
}
