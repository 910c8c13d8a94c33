import type { ReadonlySignal } from "@preact/signals-core";
import type { ConnectionLine } from "../../connection/line";
import type { ReadOnly, ServerNotice } from "../../protocol/wire";

export type { ConnectionLine };

/** The state of the server, as last received. */
export interface Standing {
  readOnly: ReadOnly | null;
  notices: readonly ServerNotice[];
}

/** The connection to the server, and the server's state. */
export interface Connection {
  readonly line: ReadonlySignal<ConnectionLine>;
  readonly server: ReadonlySignal<Standing>;
  /** Connects without waiting for the next attempt. */
  connectNow(): void;
}
