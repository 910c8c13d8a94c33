import { Unreachable } from "../../connection/errors";
import type { Link } from "../../connection/link";
import type { World } from "../../connection/world";
import type { Session, Unsent } from "../api";
import type { KeptDrafts } from "../messages/drafts";
import type { ThisBrowserPush } from "../notifications/browser_push";
import type { MessageFiles } from "../uploads/message_files";
import type { Keeping } from "./keeping";
import type { Tabs } from "./tabs";

const SIGN_IN = "/accounts/login/";
const SIGN_OUT = "/accounts/logout/";
const FORGETTING_MS = 3_000;

export interface SessionContext {
  world: World;
  link: Link;
  tabs: Tabs;
  keeping: Keeping;
  drafts: KeptDrafts;
  files: MessageFiles;
  browserPush: ThisBrowserPush;
  /** Stops all parts of the engine in this page. */
  stop(): void;
}

/** See `Session` in api.ts. */
export class BrowserSession implements Session {
  constructor(private readonly context: SessionContext) {
    context.tabs.on("signed-out", () => this.leave());
  }

  unsent(): Unsent {
    return this.context.keeping.unsent();
  }

  losesOnLeaving(): boolean {
    return this.context.files.isBusy || this.context.keeping.isForgetful;
  }

  /** Deletes the user's data from this browser, and signs out all of its tabs. */
  async signOut(): Promise<void> {
    const { world, link, tabs, keeping, browserPush } = this.context;
    link.stop();
    try {
      await this.postSignOut();
    } catch (error) {
      link.start();
      throw error;
    }
    tabs.post("signed-out", null);
    keeping.forget();
    await this.soon(keeping.disk?.wipe(), world.forgetPage(), browserPush.forget());
    this.leave();
  }

  /** Handles a session that the server has ended. */
  async end(): Promise<void> {
    const { world, link, keeping, drafts, browserPush } = this.context;
    await this.soon(drafts.write(), world.forgetPage(), browserPush.hush());
    // Leaving would lose what only this page has. The status line links to sign-in instead.
    if (keeping.isForgetful) return;
    const query = new URLSearchParams({ next: world.here() });
    if (link.endedBecause) query.set("why", link.endedBecause);
    const { messages, drafts: written } = keeping.unsent();
    if (messages + written) query.set("kept", "yes");
    world.go(`${SIGN_IN}?${query}`);
  }

  private async postSignOut(): Promise<void> {
    const { world } = this.context;
    const headers = { "X-CSRFToken": world.csrf() };
    const response = await world.fetch(SIGN_OUT, { method: "POST", headers }).catch(() => null);
    if (!response?.ok) throw new Unreachable();
  }

  private leave(): void {
    this.context.keeping.forget();
    this.context.stop();
    this.context.world.go(SIGN_IN);
  }

  /** Waits for the work, but not longer than a moment. */
  private async soon(...work: (Promise<unknown> | undefined)[]): Promise<void> {
    const patience = new Promise<void>((resolve) => this.context.world.clock.after(FORGETTING_MS, resolve));
    await Promise.race([Promise.allSettled(work), patience]);
  }
}
