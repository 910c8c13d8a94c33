import type { StoredDraft } from "../../protocol/wire";
import type { DraftContext, DraftSync } from "./draft_sync";

/** Drafts on all devices. Their code is loaded once the connection is up: the first view works without. */
export class LateDrafts {
  private sync: DraftSync | null = null;
  private isStopped = false;

  constructor(private readonly context: DraftContext) {}

  begin(): void {
    void this.reach().then(
      (sync) => sync?.begin(),
      // The next connection tries again.
      (error) => console.warn("Drafts stay on this device for now:", error),
    );
  }

  async load(): Promise<void> {
    await this.sync?.reset();
  }

  take(drafts: readonly StoredDraft[]): void {
    this.sync?.take(drafts);
  }

  stop(): void {
    this.isStopped = true;
    this.sync?.stop();
  }

  private async reach(): Promise<DraftSync | null> {
    const [{ DraftSync }] = await Promise.all([import("./draft_sync"), this.context.drafts.loaded]);
    if (!this.isStopped) this.sync ??= new DraftSync(this.context);
    return this.sync;
  }
}
