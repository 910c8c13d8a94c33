import type { ReadonlySignal } from "@preact/signals-core";
import type { ConnectionLine } from "../../connection/line";
import type { ReadOnly, ServerNotice } from "../../protocol/wire";

export type { ConnectionLine };

/** The state of the server, as last received. */
export interface Standing {
  readOnly: ReadOnly | null;
  notices: readonly ServerNotice[];
}

/** A newer build of this page on the server. */
export interface Renewal {
  /** The build; null if the page is up to date. */
  readonly due: ReadonlySignal<string | null>;
  /** Reloads the page at once. Otherwise it reloads by itself when it is unused. */
  reload(): void;
  /** Postpones the reload while this is true, until the returned function is called. */
  waitFor(isBusy: () => boolean): () => void;
}

/** The connection to the server, and the server's state. */
export interface Connection {
  readonly line: ReadonlySignal<ConnectionLine>;
  readonly server: ReadonlySignal<Standing>;
  /** Connects without waiting for the next attempt. */
  connectNow(): void;
}
