import { Unreachable } from "../../static/src/connection/errors";
import type { Attention, ChannelLike, Memory, World } from "../../static/src/connection/world";
import { FakeBrowserNotifications } from "./fake_browser_notifications";
import type { FakeClock } from "./fake_clock";
import type { FakeServer } from "./fake_server";

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

  /** Moves the pointer. */
  touch(): void {
    for (const listener of this.inputs) listener();
  }

  set(change: { isVisible?: boolean; isFocused?: boolean; isOnline?: boolean }): void {
    Object.assign(this, change);
    for (const listener of this.listeners) listener();
  }
}

/** State that the tabs of one browser share: channels, locks, notifications and storage. */
export class FakeBrowser {
  readonly browserNotifications = new FakeBrowserNotifications();
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
    // Files have a store of their own (models/uploads/fake_store.ts).
    put: () => Promise.reject(new Unreachable()),
    digest: async () => "0".repeat(64),
    openSocket: server.openSocket,
    openChannel: browser.channel,
    lock: browser.lock,
    browserNotifications: browser.browserNotifications,
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
