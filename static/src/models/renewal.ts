import { type ReadonlySignal, signal } from "@preact/signals-core";
import type { World } from "../connection/world";
import type { WelcomeEvent } from "../protocol/wire";
import type { Renewal } from "./api";

/** How long the page waits at least and at most: a restarted server must not get all pages back at once. */
const SOON_MS = 30_000;
const LATE_MS = 5 * 60_000;
/** A visible page without input for this long is unused. */
const IDLE_MS = 10 * 60_000;
const AGAIN_MS = 30_000;
const RELOADED_FOR = "parlance.reloaded-for";

/** The build of this page and the release that served it. */
export interface Build {
  client?: string | undefined;
  version?: string | undefined;
}

/** Reloads the page when the server has a newer build of it, once that neither loses nor interrupts anything. */
export class PageRenewal implements Renewal {
  private readonly build = signal<string | null>(null);
  private readonly checks = new Set<() => boolean>();
  private inputAt: number;
  private cancel: (() => void) | null = null;
  private endings: (() => void)[] = [];

  constructor(
    private readonly world: World,
    private readonly own: Build,
  ) {
    this.inputAt = world.clock.now();
  }

  get due(): ReadonlySignal<string | null> {
    return this.build;
  }

  start(): void {
    this.endings = [
      this.world.attention.onInput(() => {
        this.inputAt = this.world.clock.now();
      }),
    ];
  }

  stop(): void {
    this.cancel?.();
    for (const end of this.endings.splice(0)) end();
  }

  waitFor(isBusy: () => boolean): () => void {
    this.checks.add(isBusy);
    return () => this.checks.delete(isBusy);
  }

  /** While hosts are updated one after the other, an older one is no reason to reload. */
  learn({ client, version }: Pick<WelcomeEvent, "client" | "version">): void {
    if (!client || !this.own.client || client === this.own.client || isOlder(version, this.own.version))
      return;
    if (this.build.peek() === client) return;
    this.build.value = client;
    this.cancel?.();
    this.cancel = this.world.clock.after(SOON_MS + this.world.random() * (LATE_MS - SOON_MS), () =>
      this.look(),
    );
  }

  reload(): void {
    this.world.memory.set(RELOADED_FOR, this.build.peek());
    this.world.go(this.world.here());
  }

  /** A page that was reloaded and still is of another build leaves the next time to the user. */
  private look(): void {
    if (this.world.memory.get(RELOADED_FOR) === this.build.peek()) return;
    if (this.isQuiet) this.reload();
    else this.cancel = this.world.clock.after(AGAIN_MS, () => this.look());
  }

  private get isQuiet(): boolean {
    const { attention, clock } = this.world;
    const isUnused = !attention.visible() || clock.now() - this.inputAt >= IDLE_MS;
    return isUnused && attention.online() && ![...this.checks].some((isBusy) => isBusy());
  }
}

/** Whether version 1.9.0 is older than 1.10.0. */
function isOlder(version = "", than = ""): boolean {
  const [a, b] = [version, than].map((each) => each.split(".").map(Number));
  for (const [at, number] of a!.entries()) if (number !== (b![at] ?? 0)) return number < (b![at] ?? 0);
  return false;
}
