import type { Reply } from "../protocol/wire";
import { Refused, Unreachable } from "./errors";
import type { Clock } from "./world";

interface Pending {
  resolve(ok: unknown): void;
  reject(error: Error): void;
  cancel(): void;
}

/** Commands in flight: each receives exactly one reply, or fails with the connection. */
export class Requests {
  private readonly pending = new Map<string, Pending>();
  private lastId = 0;

  constructor(
    private readonly clock: Clock,
    private readonly timeoutMs: number,
  ) {}

  begin(transmit: (id: string) => void): Promise<unknown> {
    const id = String(++this.lastId);
    return new Promise((resolve, reject) => {
      const cancel = this.clock.after(this.timeoutMs, () => {
        this.pending.delete(id);
        reject(new Unreachable());
      });
      this.pending.set(id, { resolve, reject, cancel });
      transmit(id);
    });
  }

  settle(reply: Reply): void {
    const pending = reply.to === null ? undefined : this.pending.get(reply.to);
    if (!pending) return;
    this.pending.delete(reply.to!);
    pending.cancel();
    if (reply.error) pending.reject(new Refused(reply.error));
    else pending.resolve(reply.ok ?? {});
  }

  failAll(error = new Unreachable()): void {
    const lost = [...this.pending.values()];
    this.pending.clear();
    for (const { cancel, reject } of lost) {
      cancel();
      reject(error);
    }
  }
}
