import type { ReadonlySignal } from "@preact/signals-core";
import type { ConnectionLine } from "../../connection/line";
import type { ReadOnly, ServerNotice } from "../../protocol/wire";

export type { ConnectionLine };

/** What holds for the whole server, as it last said. */
export interface Standing {
  readOnly: ReadOnly | null;
  notices: readonly ServerNotice[];
}

/** How the server is reached, and how it stands. */
export interface Connection {
  readonly line: ReadonlySignal<ConnectionLine>;
  readonly server: ReadonlySignal<Standing>;
  /** Does not wait for the next attempt to connect. */
  connectNow(): void;
}
