import { Unreachable } from "../../static/src/connection/errors";
import type {
  Attention,
  ChannelLike,
  Clock,
  Memory,
  SocketLike,
  World,
} from "../../static/src/connection/world";
import { FakeBell } from "./fake_bell";
import type { FakeServer } from "./fake_server";

/** Time that passes when the test says so. */
export class FakeClock implements Clock {
  private time = Date.parse("2026-11-24T09:00:00Z");
  private timers: { at: number; task: () => void }[] = [];

  now = (): number => this.time;

  after(ms: number, task: () => void): () => void {
    const timer = { at: this.time + ms, task };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  }

  /** Lets time pass, with what is due on the way and what follows from it. */
  async pass(ms: number): Promise<void> {
    const end = this.time + ms;
    for (;;) {
      await settled();
      const next = this.timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.timers = this.timers.filter((timer) => timer !== next);
      this.time = Math.max(this.time, next.at);
      next.task();
    }
    this.time = end;
    await settled();
  }
}

/** All that can happen without time passing has happened (IndexedDB needs a few turns). */
export async function settled(turns = 30): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
}

export class FakeSocket implements SocketLike {
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number; reason?: string }) => void) | null = null;
  sent: { type: string; id: string; [field: string]: unknown }[] = [];
  closedWith: number | null = null;

  constructor(private readonly hears: (socket: FakeSocket, frame: FakeSocket["sent"][number]) => void) {}

  send(text: string): void {
    const frame = JSON.parse(text);
    this.sent.push(frame);
    this.hears(this, frame);
  }

  close(code = 1000): void {
    this.closedWith = code;
  }

  /** The server's side says something. */
  say(frame: object): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  /** The server's side, or the network, ends it. */
  end(code: number, reason = ""): void {
    this.onclose?.({ code, reason });
  }

  named(type: string): FakeSocket["sent"] {
    return this.sent.filter((frame) => frame.type === type);
  }
}

export class FakeAttention implements Attention {
  isVisible = true;
  isFocused = true;
  isOnline = true;
  private readonly listeners = new Set<() => void>();

  visible = (): boolean => this.isVisible;
  focused = (): boolean => this.isFocused;
  online = (): boolean => this.isOnline;

  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private readonly inputs = new Set<() => void>();

  onInput(listener: () => void): () => void {
    this.inputs.add(listener);
    return () => this.inputs.delete(listener);
  }

  /** Somebody moves the pointer. */
  touch(): void {
    for (const listener of this.inputs) listener();
  }

  set(change: { isVisible?: boolean; isFocused?: boolean; isOnline?: boolean }): void {
    Object.assign(this, change);
    for (const listener of this.listeners) listener();
  }
}

/** What the tabs of one browser share: channels, locks, what is shown and what is remembered. */
export class FakeBrowser {
  readonly bell = new FakeBell();
  readonly remembered = new Map<string, string>();
  readonly open = new Set<ChannelLike>();
  private readonly channels = new Map<string, Set<ChannelLike>>();
  private readonly queues = new Map<string, Promise<void>>();

  channel = (name: string): ChannelLike => {
    const peers = this.channels.get(name) ?? new Set();
    this.channels.set(name, peers);
    const channel: ChannelLike = {
      onmessage: null,
      close: () => peers.delete(channel),
      postMessage: (message) => {
        const copy: unknown = structuredClone(message);
        for (const peer of peers) if (peer !== channel) setImmediate(() => peer.onmessage?.({ data: copy }));
      },
    };
    peers.add(channel);
    this.open.add(channel);
    return channel;
  };

  memory: Memory = {
    get: (name) => this.remembered.get(name) ?? null,
    set: (name, value) => {
      if (value === null) this.remembered.delete(name);
      else this.remembered.set(name, value);
    },
  };

  lock = (name: string, signal: AbortSignal, task: () => Promise<void>): Promise<void> => {
    const mine = (this.queues.get(name) ?? Promise.resolve()).then(() => {
      if (!signal.aborted) return task();
    });
    this.queues.set(name, mine);
    return mine;
  };
}

export interface FakeWorld extends World {
  clock: FakeClock;
  attention: FakeAttention;
  wentTo: string[];
}

let worlds = 0;

export function fakeWorld(server: FakeServer, browser = new FakeBrowser(), clock = server.clock): FakeWorld {
  const wentTo: string[] = [];
  const world = ++worlds;
  let uuids = 0;
  return {
    clock,
    attention: new FakeAttention(),
    random: () => 0.5,
    uuid: () =>
      `00000000-0000-4000-8000-${String(world).padStart(4, "0")}${String(++uuids).padStart(8, "0")}`,
    fetch: server.fetch,
    // Files have a store of their own (uploads/fake_store.ts).
    put: () => Promise.reject(new Unreachable()),
    digest: async () => "0".repeat(64),
    openSocket: server.openSocket,
    openChannel: browser.channel,
    lock: browser.lock,
    bell: browser.bell,
    memory: browser.memory,
    go: (path) => wentTo.push(path),
    forgetPage: async () => {
      wentTo.push("(page forgotten)");
    },
    here: () => "/c/one",
    csrf: () => "token",
    origin: "http://chat.test",
    wentTo,
  };
}
